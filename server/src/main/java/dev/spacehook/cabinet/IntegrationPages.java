package dev.spacehook.cabinet;

import dev.spacehook.api.Problem;
import dev.spacehook.delivery.ReceiverCheck;
import dev.spacehook.egress.Examination;
import dev.spacehook.egress.UrlRules;
import dev.spacehook.webhook.WebhookView;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The section Integration of a group: URL, secret, switch. */
@Path("/spaces/{spaceId}")
@RunOnVirtualThread
public final class IntegrationPages {

    private final Desk desk;
    private final Groups groups;
    private final Webhooks webhooks;
    private final Access access;
    private final UrlRules urlRules;
    private final ReceiverCheck receiver;

    @Inject
    IntegrationPages(
            Desk desk, Groups groups, Webhooks webhooks, Access access, UrlRules urlRules, ReceiverCheck receiver) {
        this.desk = desk;
        this.groups = groups;
        this.webhooks = webhooks;
        this.access = access;
        this.urlRules = urlRules;
        this.receiver = receiver;
    }

    @GET
    public Response integration(
            @PathParam("spaceId") String spaceId, @QueryParam("show") String show, @QueryParam("done") String done) {
        return desk.show(visitor -> {
            WebhookForm form = form(visitor, spaceId, "secret".equals(show));
            CheckView check =
                    "saved".equals(done) || "understood".equals(done) ? CheckView.AT_ONCE : CheckView.ON_DEMAND;
            return page(visitor, spaceId, 200, form.noted(note(visitor, done, form)), check, notice(visitor, done));
        });
    }

    private WebhookForm form(Visitor visitor, String spaceId, boolean withSecret) {
        Optional<WebhookView> webhook = groups.webhook(visitor, spaceId);
        String secret = withSecret && webhook.isPresent()
                ? webhooks.reveal(visitor.caller(), spaceId).secret().value()
                : null;
        return WebhookForm.of(webhook.orElse(null), secret);
    }

    private Response page(
            Visitor visitor, String spaceId, int status, WebhookForm form, CheckView check, @Nullable String notice) {
        GroupView group = groups.require(visitor, spaceId, "integration");
        AccessView own = access.view(visitor, "/spaces/" + spaceId + "#access", null);
        return desk.page(visitor, status, Templates.integration(desk.frame(visitor), group, form, own, check, notice));
    }

    private static @Nullable String note(Visitor visitor, @Nullable String done, WebhookForm form) {
        return "understood".equals(done) ? visitor.texts().of("url_understood", form.url()) : null;
    }

    private static @Nullable String notice(Visitor visitor, @Nullable String done) {
        String key = "done_" + done;
        return done != null && visitor.texts().has(key) ? visitor.texts().of(key) : null;
    }

    @POST
    @Path("/webhook")
    public Response save(
            @PathParam("spaceId") String spaceId,
            @FormParam("csrf") String csrf,
            @FormParam("url") @DefaultValue("") String url) {
        return desk.submit(csrf, visitor -> {
            Optional<WebhookView> before = groups.webhook(visitor, spaceId);
            String understood = UrlAdvice.understood(url, urlRules);
            try {
                return saved(visitor, spaceId, before, understood, !understood.equals(url.strip()));
            } catch (Problem problem) {
                if (problem.field() == null) {
                    throw problem;
                }
                WebhookForm refused = WebhookForm.of(before.orElse(null), null)
                        .refused(Shown.of(url), Desk.inWords(visitor, problem, "WebHook URL"));
                return page(visitor, spaceId, problem.code().status(), refused, CheckView.ON_DEMAND, null);
            }
        });
    }

    private Response saved(
            Visitor visitor, String spaceId, Optional<WebhookView> before, String url, boolean repaired) {
        String done = repaired ? "understood" : "saved";
        if (before.isPresent()) {
            webhooks.update(visitor.caller(), visitor.address(), spaceId, url, null);
            return Desk.redirect("/spaces/" + spaceId + "?done=" + done);
        }
        webhooks.create(visitor.caller(), visitor.address(), spaceId, url, true);
        return Desk.redirect("/spaces/" + spaceId + "?show=secret&done=" + done);
    }

    /** Looks at the receiver, step by step; by a script of the page, or as a page of its own. */
    @POST
    @Path("/check")
    public Response check(@PathParam("spaceId") String spaceId, @FormParam("csrf") String csrf) {
        return desk.submit(csrf, visitor -> {
            GroupView group = groups.require(visitor, spaceId, "integration");
            WebhookWithSecret webhook = webhooks.reveal(visitor.caller(), spaceId);
            if (!group.paid()) {
                throw Problem.of(Problem.Code.PLAN_WITHOUT_WEBHOOKS);
            }
            Examination found = receiver.examine(spaceId, webhook);
            CheckView check = new Check(visitor.texts(), webhook.url(), found).view();
            return desk.isPart()
                    ? desk.page(visitor, Templates.integration$check(desk.frame(visitor), group, check))
                    : page(visitor, spaceId, 200, form(visitor, spaceId, false), check, null);
        });
    }

    @POST
    @Path("/webhook/secret")
    public Response refreshSecret(@PathParam("spaceId") String spaceId, @FormParam("csrf") String csrf) {
        return desk.submit(csrf, visitor -> {
            webhooks.refreshSecret(visitor.caller(), visitor.address(), spaceId);
            return Desk.redirect("/spaces/" + spaceId + "?show=secret&done=refreshed#secret");
        });
    }

    @POST
    @Path("/webhook/active")
    public Response activate(
            @PathParam("spaceId") String spaceId, @FormParam("csrf") String csrf, @FormParam("active") boolean active) {
        return desk.submit(csrf, visitor -> {
            webhooks.update(visitor.caller(), visitor.address(), spaceId, null, active);
            return Desk.redirect("/spaces/" + spaceId + "?done=" + (active ? "activated" : "blocked"));
        });
    }

    @POST
    @Path("/webhook/delete")
    public Response delete(@PathParam("spaceId") String spaceId, @FormParam("csrf") String csrf) {
        return desk.submit(csrf, visitor -> {
            webhooks.delete(visitor.caller(), visitor.address(), spaceId);
            return Desk.redirect("/spaces/" + spaceId + "?done=deleted");
        });
    }
}
