package dev.spacehook.webhook;

import dev.spacehook.storage.Database;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Checks at the start that the keys given fit the database, and brings what older keys have sealed under the current
 * one while the service runs. It looks again every minute: nodes that still have the former order of keys go on sealing
 * with theirs until they are restarted.
 */
@Singleton
final class SecretRotation {

    private static final Logger LOG = Logger.getLogger(SecretRotation.class);
    private static final int BATCH = 100;

    private final Database database;
    private final SecretBox box;
    private final ScheduledExecutorService duty = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("secret-rotation").factory());

    @Inject
    SecretRotation(Database database, SecretBox box) {
        this.database = database;
        this.box = box;
    }

    void start(@Observes StartupEvent event) {
        requireFittingKeys();
        if (box.hasOlderKeys()) {
            var _ = duty.scheduleWithFixedDelay(this::runOrLog, 0, 1, TimeUnit.MINUTES);
        }
    }

    @PreDestroy
    void stop() {
        duty.shutdownNow();
    }

    /** @throws IllegalStateException where a key that is in use in the database is not among those given */
    void requireFittingKeys() {
        for (WebhookStore.Row row : database.read(WebhookStore::oneOfEachKey)) {
            try {
                box.open(row.spaceId(), row.keyId(), row.secret());
            } catch (SecretBoxException e) {
                throw new IllegalStateException(
                        "SPACEHOOK_ENCRYPTION_KEY does not fit the database: webhook secrets are sealed with key "
                                + row.keyId() + ", which is not among the keys given. Give the former key as well,"
                                + " behind the new one: SPACEHOOK_ENCRYPTION_KEY=new,old; where the key was generated"
                                + " into the data directory, bring that directory back.",
                        e);
            }
        }
    }

    private void runOrLog() {
        try {
            int count = runOnce();
            if (count > 0) {
                LOG.infof("%d webhook secrets are now sealed with key %s", count, box.currentKeyId());
            }
        } catch (RuntimeException e) {
            LOG.warn("Webhook secrets could not be sealed anew; the next try is in a minute", e);
        }
    }

    /** Seals anew whatever is under another key than the current one; how many secrets that were. */
    int runOnce() {
        int count = 0;
        String after = "";
        for (List<WebhookStore.Row> rows = batch(after); !rows.isEmpty(); rows = batch(after)) {
            for (WebhookStore.Row row : rows) {
                count += reseal(row) ? 1 : 0;
            }
            after = rows.getLast().spaceId();
        }
        return count;
    }

    private List<WebhookStore.Row> batch(String after) {
        return database.read(connection -> WebhookStore.sealedOtherwise(connection, box.currentKeyId(), after, BATCH));
    }

    private boolean reseal(WebhookStore.Row row) {
        try {
            WebhookSecret secret = box.open(row.spaceId(), row.keyId(), row.secret());
            byte[] sealed = box.seal(row.spaceId(), secret);
            return database.inTransaction(
                    connection -> WebhookStore.reseal(connection, row, sealed, box.currentKeyId()));
        } catch (SecretBoxException e) {
            LOG.warn("A webhook secret stays under its old key: " + e.getMessage());
            return false;
        }
    }
}
