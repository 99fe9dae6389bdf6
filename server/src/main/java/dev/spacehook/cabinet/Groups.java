package dev.spacehook.cabinet;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.space.Space;
import dev.spacehook.space.Spaces;
import dev.spacehook.webhook.WebhookView;
import dev.spacehook.webhook.Webhooks;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The groups of whoever is signed in. Blocks. Thread-safe. */
@Singleton
final class Groups {

    private final Spaces spaces;
    private final Webhooks webhooks;
    private final Settings.Plans plans;

    @Inject
    Groups(Spaces spaces, Webhooks webhooks, Settings settings) {
        this.spaces = spaces;
        this.webhooks = webhooks;
        this.plans = settings.plans();
    }

    List<GroupView> of(Visitor visitor) {
        return spaces.ownedBy(visitor.personId()).stream()
                .map(space -> view(visitor, space, ""))
                .toList();
    }

    /**
     * One of the visitor's own groups.
     *
     * @throws Problem {@code space_not_found}, {@code not_owner}
     */
    GroupView require(Visitor visitor, String spaceId, String tab) {
        return view(visitor, spaces.requireOwned(visitor.caller(), spaceId), tab);
    }

    /** The webhook of one of the visitor's own groups, if it has one. */
    Optional<WebhookView> webhook(Visitor visitor, String spaceId) {
        try {
            return Optional.of(webhooks.get(visitor.caller(), spaceId));
        } catch (Problem problem) {
            if (problem.code() == Problem.Code.WEBHOOK_NOT_FOUND) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    private GroupView view(Visitor visitor, Space space, String tab) {
        boolean paid = plans.withWebhooks(space.plan());
        String name = space.name() == null || space.name().isBlank() ? space.id() : space.name();
        String state = paid ? state(webhook(visitor, space.id())) : "state_free";
        String tone = switch (state) {
            case "state_active" -> "good";
            case "state_blocked" -> "bad";
            default -> "";
        };
        return new GroupView(space.id(), Shown.of(name), Shown.of(space.plan()), state, tone, paid, tab);
    }

    private static String state(Optional<WebhookView> webhook) {
        return webhook.map(found -> found.isActive() ? "state_active" : "state_blocked")
                .orElse("state_none");
    }
}
