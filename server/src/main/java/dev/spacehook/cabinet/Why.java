package dev.spacehook.cabinet;

import dev.spacehook.history.Delivery;
import dev.spacehook.history.WebhookStatus;
import dev.spacehook.identity.Audit;
import dev.spacehook.webhook.WebhookView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why nothing came, in one sentence, from what is known. A pure function of its facts. */
final class Why {

    private final Texts texts;
    private final Facts facts;

    /**
     * What is known.
     *
     * @param webhook null where there is none
     * @param trail the newest lines of the group's audit trail
     * @param who names the actor of a line
     */
    record Facts(
            boolean paid,
            String plan,
            @Nullable WebhookView webhook,
            WebhookStatus status,
            List<Audit.Line> trail,
            java.util.function.Function<Audit.Line, String> who) {}

    /** The sentence, and how serious it is. */
    public record Sentence(String text, String tone) {}

    Why(Texts texts, Facts facts) {
        this.texts = texts;
        this.facts = facts;
    }

    Sentence sentence() {
        if (!facts.paid) {
            return new Sentence(texts.of("why_plan", facts.plan), "bad");
        }
        if (facts.webhook == null) {
            return new Sentence(withoutWebhook(), "wait");
        }
        if (!facts.webhook.isActive()) {
            return new Sentence(blocked(), "bad");
        }
        return delivering();
    }

    private String withoutWebhook() {
        String why = last("webhook_deleted")
                .map(line -> texts.of("why_deleted", line.at(), facts.who.apply(line)))
                .orElseGet(() -> texts.of("why_no_webhook"));
        return why + ignored("no_webhook");
    }

    private String blocked() {
        String why = last("webhook_blocked")
                .map(line -> texts.of("why_blocked", line.at(), facts.who.apply(line)))
                .orElseGet(() -> texts.of("why_blocked_unknown"));
        return why + ignored("webhook_inactive");
    }

    private Sentence delivering() {
        Delivery last = facts.status.lastDelivery();
        Instant failing = facts.status.failingSince();
        if (failing != null && last != null) {
            return new Sentence(texts.of("why_failing", failing, error(last)), "bad");
        }
        Instant event = facts.status.lastEventAt();
        if (event == null) {
            return new Sentence(texts.of("why_no_event"), "wait");
        }
        if (last == null) {
            return new Sentence(texts.of("why_only_ignored", event), "wait");
        }
        return switch (last.status()) {
            case PENDING -> new Sentence(texts.of("why_pending", last.acceptedAt()), "wait");
            case DELIVERED -> new Sentence(texts.of("why_well", event), "good");
            case FAILED, CANCELLED -> new Sentence(texts.of("why_settled", last.acceptedAt()), "wait");
        };
    }

    private String error(Delivery last) {
        String error = last.lastError();
        return error == null
                ? texts.of("why_error_unknown")
                : Failure.of(texts, error, last.lastStatusCode(), null).what();
    }

    private String ignored(String reason) {
        long count = facts.status.ignored().getOrDefault(reason, 0L);
        return count == 0 ? "" : " " + texts.of("why_ignored", count);
    }

    /** The newest line about the switch or the webhook's being, if it says this. */
    private Optional<Audit.Line> last(String action) {
        return facts.trail.stream()
                .filter(line -> line.entry().action().startsWith("webhook_"))
                .findFirst()
                .filter(line -> line.entry().action().equals(action));
    }
}
