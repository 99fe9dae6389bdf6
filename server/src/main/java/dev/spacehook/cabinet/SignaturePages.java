package dev.spacehook.cabinet;

import dev.spacehook.identity.Audit;
import dev.spacehook.webhook.WebhookWithSecret;
import dev.spacehook.webhook.Webhooks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The section Signature of a group: code that verifies, and the doctor for code that does not. */
@Path("/spaces/{spaceId}/signature")
@RunOnVirtualThread
public final class SignaturePages {

    private final Desk desk;
    private final Groups groups;
    private final Webhooks webhooks;
    private final Trail trail;

    @Inject
    SignaturePages(Desk desk, Groups groups, Webhooks webhooks, Trail trail) {
        this.desk = desk;
        this.groups = groups;
        this.webhooks = webhooks;
        this.trail = trail;
    }

    @GET
    public Response signature(@PathParam("spaceId") String spaceId) {
        return desk.show(visitor -> page(visitor, spaceId, DoctorView.EMPTY));
    }

    private Response page(Visitor visitor, String spaceId, DoctorView doctor) {
        GroupView group = groups.require(visitor, spaceId, "signature");
        boolean hasSecret = groups.webhook(visitor, spaceId).isPresent();
        return desk.page(visitor, Templates.signature(desk.frame(visitor), group, doctor, hasSecret, Snippets.all()));
    }

    @POST
    public Response examine(
            @PathParam("spaceId") String spaceId,
            @FormParam("csrf") String csrf,
            @FormParam("request") @DefaultValue("") String request,
            @FormParam("computed") @DefaultValue("") String computed,
            @FormParam("key") @DefaultValue("") String key) {
        return desk.submit(csrf, visitor -> {
            WebhookWithSecret webhook = webhooks.reveal(visitor.caller(), spaceId);
            SignatureDoctor doctor = new SignatureDoctor(webhook.secret().value(), request, computed, key);
            return page(visitor, spaceId, view(visitor, spaceId, request, computed, doctor.examine()));
        });
    }

    private DoctorView view(
            Visitor visitor, String spaceId, String request, String computed, SignatureDoctor.Diagnosis diagnosis) {
        Texts texts = visitor.texts();
        String text = texts.of("doctor_" + diagnosis.finding().name().toLowerCase(Locale.ROOT));
        String refreshed = switch (diagnosis.finding()) {
            case OTHER_KEY, SENT_UNDER_OLD_KEY, BODY_OR_KEY_CHANGED, UNKNOWN_TEXT_OR_KEY ->
                refreshed(spaceId)
                        .map(at -> " " + texts.of("doctor_refreshed", at))
                        .orElse("");
            default -> "";
        };
        return new DoctorView(
                Shown.of(request),
                Shown.of(computed),
                text + refreshed,
                diagnosis.finding() == SignatureDoctor.Finding.RIGHT ? "good" : "bad",
                diagnosis.expected(),
                diagnosis.signed() == null ? null : Shown.of(diagnosis.signed()));
    }

    private Optional<Instant> refreshed(String spaceId) {
        return trail.ofSpace(spaceId, Long.MAX_VALUE).stream()
                .filter(line -> line.entry().action().equals("secret_changed"))
                .map(Audit.Line::at)
                .findFirst();
    }
}
