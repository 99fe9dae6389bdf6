package dev.spacehook.cabinet;

import dev.spacehook.history.Deliveries;
import dev.spacehook.history.Delivery;
import dev.spacehook.history.DeliveryDetails;
import dev.spacehook.history.DeliveryPage;
import dev.spacehook.history.WebhookStatus;
import dev.spacehook.webhook.WebhookView;
import dev.spacehook.webhook.WebhookWithSecret;
import dev.spacehook.webhook.Webhooks;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what the pages of notifications show. Blocks. Thread-safe. */
@Singleton
final class Notifications {

    private static final int PAGE = 50;
    private static final int TRAIL = 20;

    private final Deliveries deliveries;
    private final Groups groups;
    private final Webhooks webhooks;
    private final Trail trail;

    @Inject
    Notifications(Deliveries deliveries, Groups groups, Webhooks webhooks, Trail trail) {
        this.deliveries = deliveries;
        this.groups = groups;
        this.webhooks = webhooks;
        this.trail = trail;
    }

    /**
     * What is asked for.
     *
     * @param cursor of the page before; null: the newest
     * @param again what is being sent again, as {@link #again} writes it; null: nothing
     */
    record Query(
            Filter filter,
            @Nullable String cursor,
            @Nullable String again) {}

    /**
     * What there is.
     *
     * @param digest changes with what is shown
     * @param canSend whether something can be sent just now
     */
    record Read(NotificationsView view, String digest, boolean canSend) {}

    Read read(Visitor visitor, GroupView group, Query query) {
        Texts texts = visitor.texts();
        DeliveryPage page = deliveries.list(group.id(), query.filter().inZone(texts.zone()), PAGE, query.cursor());
        Optional<WebhookView> webhook = groups.webhook(visitor, group.id());
        WebhookStatus status = deliveries.status(group.id());
        Why.Sentence why = why(visitor, group, webhook.orElse(null), status);
        NotificationsView.RecoveryOffer recovery = query.again() == null
                ? Recovery.of(deliveries, group.id(), status, Instant.now())
                        .map(missed -> offer(texts, missed))
                        .orElse(null)
                : null;
        String progress = query.again() == null ? null : progress(texts, group.id(), query.again());
        String digest = Integer.toHexString(Objects.hash(page, why, recovery, progress));
        NotificationsView view = view(texts, group, query, page, new Aside(digest, why, recovery, progress));
        boolean canSend = group.paid() && webhook.map(WebhookView::isActive).orElse(false);
        return new Read(view, digest, canSend);
    }

    private record Aside(
            String digest,
            Why.Sentence why,
            NotificationsView.@Nullable RecoveryOffer recovery,
            @Nullable String progress) {}

    private static NotificationsView view(Texts texts, GroupView group, Query query, DeliveryPage page, Aside aside) {
        String base = "/spaces/" + group.id() + "/notifications";
        Rows rows = new Rows(texts, base);
        boolean list = query.filter().list();
        return new NotificationsView(
                query.cursor() == null ? poll(base, query, aside.digest) : null,
                aside.why,
                aside.recovery,
                aside.progress,
                list
                        ? List.of()
                        : Call.of(page.items()).stream().map(rows::card).toList(),
                list ? page.items().stream().map(rows::row).toList() : List.of(),
                none(texts, page),
                page.nextCursor() == null
                        ? null
                        : base + "?" + joined(query.filter().query(), "cursor=" + page.nextCursor()));
    }

    /** A search for what is rare ends a page in time, whether it has found something or not. */
    static @Nullable String none(Texts texts, DeliveryPage page) {
        if (!page.items().isEmpty()) {
            return null;
        }
        return texts.of(page.nextCursor() == null ? "notifications_none" : "notifications_none_yet");
    }

    private static String poll(String base, Query query, String digest) {
        String again = query.again() == null ? "" : "again=" + query.again();
        return base + "/live?" + joined(query.filter().query(), again, "seen=" + digest);
    }

    private static String joined(String... parts) {
        return String.join(
                "&", List.of(parts).stream().filter(part -> !part.isEmpty()).toList());
    }

    private Why.Sentence why(Visitor visitor, GroupView group, @Nullable WebhookView webhook, WebhookStatus status) {
        Why.Facts facts = new Why.Facts(
                group.paid(),
                group.plan(),
                webhook,
                status,
                trail.ofSpace(group.id(), Long.MAX_VALUE).stream().limit(TRAIL).toList(),
                line -> trail.inWords(visitor, List.of(line)).getFirst().who());
        return new Why(visitor.texts(), facts).sentence();
    }

    private static NotificationsView.RecoveryOffer offer(Texts texts, Recovery missed) {
        String key = missed.more() ? "recovered_many" : "recovered";
        return new NotificationsView.RecoveryOffer(
                texts.of(key, missed.count(), missed.since()),
                missed.since().toString(),
                missed.until().toString());
    }

    /** How far the sending again is, which began with so many of that time. */
    static String again(long count, @Nullable Instant since, Instant until) {
        return count + "~" + (since == null ? Instant.EPOCH : since).toEpochMilli() + "~" + until.toEpochMilli();
    }

    private @Nullable String progress(Texts texts, String spaceId, String again) {
        if (!again.matches("[0-9]{1,9}~[0-9]{1,14}~[0-9]{1,14}")) {
            return null;
        }
        String[] parts = again.split("~", -1);
        long count = Long.parseLong(parts[0]);
        if (count == 0) {
            return texts.of("again_none");
        }
        long waiting = deliveries.waiting(
                spaceId,
                Instant.ofEpochMilli(Long.parseLong(parts[1])),
                Instant.ofEpochMilli(Long.parseLong(parts[2])));
        return waiting == 0 ? texts.of("again_done", count) : texts.of("again_progress", count, waiting);
    }

    static String digest(DeliveryDetails details) {
        return Integer.toHexString(details.hashCode());
    }

    DetailsView details(Visitor visitor, GroupView group, DeliveryDetails details) {
        String base = "/spaces/" + group.id() + "/notifications";
        Delivery delivery = details.delivery();
        Rows rows = new Rows(visitor.texts(), base);
        String body = Signing.text(details.body());
        Optional<WebhookWithSecret> webhook =
                groups.webhook(visitor, group.id()).map(found -> webhooks.reveal(visitor.caller(), group.id()));
        return new DetailsView(
                delivery.id().toString(),
                rows.row(delivery),
                visitor.texts().moment(delivery.occurredAt()),
                delivery.nextAttemptAt() == null ? null : visitor.texts().moment(delivery.nextAttemptAt()),
                details.attemptLog().reversed().stream().map(rows::attempt).toList(),
                Shown.of(body),
                webhook.map(found -> curl(found, delivery, body)).orElse(null),
                base + "/" + delivery.id() + "/live?seen=" + digest(details),
                delivery.status() != Delivery.Status.PENDING
                        && group.paid()
                        && webhook.map(WebhookWithSecret::isActive).orElse(false));
    }

    private static String curl(WebhookWithSecret webhook, Delivery delivery, String body) {
        return Curl.command(
                webhook.url(), webhook.secret().value(), delivery.id().toString(), body, Instant.now());
    }
}
