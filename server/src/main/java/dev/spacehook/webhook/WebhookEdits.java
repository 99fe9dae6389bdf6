package dev.spacehook.webhook;

import dev.spacehook.egress.WebhookUrl;
import dev.spacehook.identity.Actor;
import dev.spacehook.identity.Audit;
import dev.spacehook.space.SpaceChange;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes webhooks within a change of their space, and with each the line of the audit trail. */
@Singleton
final class WebhookEdits {

    private final SecretBox box;
    private final Audit audit;

    WebhookEdits(SecretBox box, Audit audit) {
        this.box = box;
        this.audit = audit;
    }

    WebhookWithSecret insert(Actor actor, SpaceChange change, WebhookUrl url, WebhookSecret secret, boolean active)
            throws SQLException {
        String spaceId = change.space().id();
        byte[] sealed = box.seal(spaceId, secret);
        WebhookStore.insert(
                change.connection(), new WebhookStore.Row(spaceId, url.text(), sealed, box.currentKeyId(), active));
        note(actor, change, "webhook_created", withoutQuery(url.text()));
        return new WebhookWithSecret(url.text(), secret, active);
    }

    /** Writes what differs; nothing where nothing does. */
    void update(Actor actor, SpaceChange change, WebhookStore.Row before, WebhookStore.Row after) throws SQLException {
        if (before.equals(after)) {
            return;
        }
        noteDifferences(actor, change, before, after);
        if (before.active() && !after.active()) {
            change.markCancelling();
        }
        WebhookStore.update(change.connection(), after);
    }

    void delete(Actor actor, SpaceChange change, WebhookStore.Row row) throws SQLException {
        WebhookStore.delete(change.connection(), row.spaceId());
        change.markCancelling();
        note(actor, change, "webhook_deleted", withoutQuery(row.url()));
    }

    /** The row with this secret; the same row where that is its secret already. */
    WebhookStore.Row sealed(WebhookStore.Row row, WebhookSecret secret) {
        return holds(row, secret) ? row : row.withSecret(box.seal(row.spaceId(), secret), box.currentKeyId());
    }

    /** A secret whose key is lost is held by no row: a new one mends it. */
    private boolean holds(WebhookStore.Row row, WebhookSecret secret) {
        try {
            return opened(row).secret().equals(secret);
        } catch (SecretBoxException e) {
            return false;
        }
    }

    WebhookWithSecret opened(WebhookStore.Row row) {
        WebhookSecret secret = box.open(row.spaceId(), row.keyId(), row.secret());
        return new WebhookWithSecret(row.url(), secret, row.active());
    }

    private void noteDifferences(Actor actor, SpaceChange change, WebhookStore.Row before, WebhookStore.Row after)
            throws SQLException {
        if (!before.url().equals(after.url())) {
            note(actor, change, "url_changed", withoutQuery(before.url()) + " → " + withoutQuery(after.url()));
        }
        if (!Arrays.equals(before.secret(), after.secret())) {
            note(actor, change, "secret_changed", null);
        }
        if (before.active() != after.active()) {
            note(actor, change, after.active() ? "webhook_activated" : "webhook_blocked", null);
        }
    }

    /** Writes a line of the trail; with that the change counts as one. */
    private void note(Actor actor, SpaceChange change, String action, @Nullable String detail) throws SQLException {
        change.markChanged();
        audit.record(change.connection(), Audit.Entry.ofSpace(change.space().id(), actor, action, detail));
    }

    /** Queries hold keys now and then, and the trail outlives them. */
    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + "?…";
    }
}
