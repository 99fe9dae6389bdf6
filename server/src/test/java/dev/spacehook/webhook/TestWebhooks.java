package dev.spacehook.webhook;

import dev.spacehook.storage.Keys;
import dev.spacehook.storage.TestDatabase;
import java.sql.PreparedStatement;

/** Spaces and webhooks put straight into a test database, in the way the operations do it. */
public final class TestWebhooks {
    private final TestDatabase postgres;
    private final SecretBox secrets;

    public TestWebhooks(TestDatabase postgres) {
        this.postgres = postgres;
        this.secrets = new SecretBox(new Keys(postgres.settings()));
    }

    public SecretBox secrets() {
        return secrets;
    }

    public void space(String spaceId) {
        execute("insert into space (id, owner_id, plan) values (?, 'owner', 'team')", spaceId);
    }

    public void webhook(String spaceId, String url, String secret) {
        byte[] sealed = secrets.seal(spaceId, new WebhookSecret(secret));
        execute("delete from webhook where space_id = ?", spaceId);
        execute(
                "insert into webhook (space_id, url, secret, secret_key_id, is_active) values (?, ?, ?, ?, true)",
                spaceId,
                url,
                sealed,
                secrets.currentKeyId());
        execute("update space set revision = revision + 1, changed_xid = pg_current_xact_id() where id = ?", spaceId);
    }

    public void block(String spaceId) {
        execute("update webhook set is_active = false where space_id = ?", spaceId);
        newEpoch(spaceId);
    }

    public void unblock(String spaceId) {
        execute("update webhook set is_active = true where space_id = ?", spaceId);
        execute("update space set revision = revision + 1, changed_xid = pg_current_xact_id() where id = ?", spaceId);
    }

    public void delete(String spaceId) {
        execute("delete from webhook where space_id = ?", spaceId);
        newEpoch(spaceId);
    }

    public void plan(String spaceId, String plan) {
        execute("update space set plan = ? where id = ?", plan, spaceId);
        newEpoch(spaceId);
    }

    private void newEpoch(String spaceId) {
        execute(
                "update space set revision = revision + 1, changed_xid = pg_current_xact_id(),"
                        + " epoch = nextval('epoch_seq') where id = ?",
                spaceId);
    }

    private void execute(String sql, Object... arguments) {
        postgres.database().useConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < arguments.length; i++) {
                    statement.setObject(i + 1, arguments[i]);
                }
                statement.executeUpdate();
            }
        });
    }
}
