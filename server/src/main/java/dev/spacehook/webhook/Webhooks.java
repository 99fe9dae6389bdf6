package dev.spacehook.webhook;

import dev.spacehook.api.Problem;
import dev.spacehook.egress.WebhookUrl;
import dev.spacehook.identity.Actor;
import dev.spacehook.identity.Caller;
import dev.spacehook.space.Space;
import dev.spacehook.space.SpaceChange;
import dev.spacehook.space.SpaceChanges;
import dev.spacehook.space.Spaces;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an owner, in person or by a client, and the platform do with the webhook of a space. Each operation refuses in the
 * order URL, space, owner, plan, webhook, and changes nothing when it refuses.
 */
@Singleton
public final class Webhooks {

    private final Database database;
    private final Spaces spaces;
    private final SpaceChanges changes;
    private final WebhookTerms terms;
    private final WebhookEdits edits;

    Webhooks(Database database, Spaces spaces, SpaceChanges changes, WebhookTerms terms, WebhookEdits edits) {
        this.database = database;
        this.spaces = spaces;
        this.changes = changes;
        this.terms = terms;
        this.edits = edits;
    }

    /**
     * Gives the space its webhook and a new secret.
     *
     * @throws Problem {@code bad_url}, {@code forbidden_address}, {@code space_not_found}, {@code not_owner},
     *     {@code plan_without_webhooks}, {@code webhook_exists}
     */
    public WebhookWithSecret create(
            Caller caller, @Nullable String address, String spaceId, String url, boolean active) {
        WebhookUrl accepted = terms.accept(url);
        return changes.changeOwned(caller, spaceId, change -> {
            terms.requirePlan(change.space());
            if (WebhookStore.find(change.connection(), spaceId).isPresent()) {
                throw Problem.of(Problem.Code.WEBHOOK_EXISTS);
            }
            return edits.insert(Actor.of(caller, address), change, accepted, WebhookSecret.generate(), active);
        });
    }

    /**
     * Changes URL, switch or both; what is null stays. Blocking cancels what waits.
     *
     * @throws Problem as {@link #create}, but {@code webhook_not_found} where there is none
     */
    public WebhookView update(
            Caller caller, @Nullable String address, String spaceId, @Nullable String url, @Nullable Boolean active) {
        WebhookUrl accepted = url == null ? null : terms.accept(url);
        return changes.changeOwned(caller, spaceId, change -> {
            Optional<WebhookStore.Row> before = WebhookStore.find(change.connection(), spaceId);
            requirePlanFor(change.space(), before, accepted, active);
            WebhookStore.Row after = edited(before.orElseThrow(Webhooks::notFound), accepted, active);
            edits.update(Actor.of(caller, address), change, before.get(), after);
            return view(after);
        });
    }

    /** @throws Problem {@code space_not_found}, {@code not_owner}, {@code webhook_not_found} */
    public WebhookView get(Caller caller, String spaceId) {
        spaces.requireOwned(caller, spaceId);
        return view(read(spaceId));
    }

    /** As {@link #get}, with the secret: for the owner's own eyes. */
    public WebhookWithSecret reveal(Caller caller, String spaceId) {
        spaces.requireOwned(caller, spaceId);
        return edits.opened(read(spaceId));
    }

    /**
     * Removes the webhook and cancels what waits; history stays.
     *
     * @throws Problem {@code space_not_found}, {@code not_owner}, {@code webhook_not_found}
     */
    public void delete(Caller caller, @Nullable String address, String spaceId) {
        changes.changeOwned(caller, spaceId, change -> {
            edits.delete(Actor.of(caller, address), change, existing(change));
            return spaceId;
        });
    }

    /**
     * Replaces the secret; every attempt made after the return is signed with the new one.
     *
     * @throws Problem {@code space_not_found}, {@code not_owner}, {@code webhook_not_found}
     */
    public WebhookWithSecret refreshSecret(Caller caller, @Nullable String address, String spaceId) {
        return changes.changeOwned(caller, spaceId, change -> {
            WebhookStore.Row before = existing(change);
            WebhookStore.Row after = edits.sealed(before, WebhookSecret.generate());
            edits.update(Actor.of(caller, address), change, before, after);
            return edits.opened(after);
        });
    }

    /**
     * Brings a webhook over with the secret its receiver already has.
     *
     * @param active null: as it is, and active where there was none
     * @throws Problem {@code bad_url}, {@code forbidden_address}, {@code space_not_found}, {@code plan_without_webhooks}
     */
    public WebhookWithSecret importWebhook(
            Actor platform, String spaceId, String url, WebhookSecret secret, @Nullable Boolean active) {
        WebhookUrl accepted = terms.accept(url);
        return changes.change(spaceId, change -> {
            Optional<WebhookStore.Row> before = WebhookStore.find(change.connection(), spaceId);
            requirePlanFor(change.space(), before, accepted, active);
            if (before.isEmpty()) {
                return edits.insert(platform, change, accepted, secret, !Boolean.FALSE.equals(active));
            }
            WebhookStore.Row after = edits.sealed(edited(before.get(), accepted, active), secret);
            edits.update(platform, change, before.get(), after);
            return edits.opened(after);
        });
    }

    /** Gives the platform the webhook back, secret and all. */
    public WebhookWithSecret export(String spaceId) {
        spaces.require(spaceId);
        return edits.opened(read(spaceId));
    }

    /** Only what would make something be sent, or sent elsewhere, needs the plan; blocking does not. */
    private void requirePlanFor(
            Space space, Optional<WebhookStore.Row> before, @Nullable WebhookUrl url, @Nullable Boolean active) {
        boolean urlChanges =
                url != null && !before.map(row -> row.url().equals(url.text())).orElse(false);
        if (urlChanges || Boolean.TRUE.equals(active)) {
            terms.requirePlan(space);
        }
    }

    private static WebhookStore.Row edited(WebhookStore.Row row, @Nullable WebhookUrl url, @Nullable Boolean active) {
        WebhookStore.Row withUrl = url == null ? row : row.withUrl(url.text());
        return active == null ? withUrl : withUrl.withActive(active);
    }

    private WebhookStore.Row read(String spaceId) {
        return database.read(connection -> WebhookStore.find(connection, spaceId))
                .orElseThrow(Webhooks::notFound);
    }

    private static WebhookStore.Row existing(SpaceChange change) throws SQLException {
        return WebhookStore.find(change.connection(), change.space().id()).orElseThrow(Webhooks::notFound);
    }

    private static WebhookView view(WebhookStore.Row row) {
        return new WebhookView(row.url(), row.active());
    }

    private static Problem notFound() {
        return Problem.of(Problem.Code.WEBHOOK_NOT_FOUND);
    }
}
