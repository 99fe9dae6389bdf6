package dev.spacehook.history;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.Database;
import dev.spacehook.storage.StorageException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Writes the counts of ignored events once a minute, and when the service stops. */
@Singleton
final class IgnoredFlush {

    private static final int MINUTES_BETWEEN_PURGES = 60;
    private static final Logger LOG = Logger.getLogger(IgnoredFlush.class);

    private final Database database;
    private final Duration retention;
    private final IgnoredEvents events;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("ignored-flush").unstarted(this::run);

    @Inject
    IgnoredFlush(Database database, Settings settings, IgnoredEvents events) {
        this.database = database;
        this.retention = settings.retention();
        this.events = events;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        thread.join(Duration.ofSeconds(5));
    }

    private void run() {
        try {
            int minute = 0;
            while (!stopping.await(1, TimeUnit.MINUTES)) {
                runOnce();
                if (minute++ % MINUTES_BETWEEN_PURGES == 0) {
                    purge();
                }
            }
            runOnce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What cannot be written now is counted again and written with the next minute's. */
    void runOnce() {
        List<IgnoredEvents.Counted> taken = events.take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            database.useTransaction(connection -> IgnoredStore.add(connection, taken, Instant.now()));
        } catch (StorageException e) {
            events.giveBack(taken);
            LOG.warnf("Counts of ignored events were not written (SQLSTATE %s); they are kept", e.sqlState());
        }
    }

    /** Counts older than a day are not shown any more. */
    void purge() {
        try {
            database.useTransaction(connection -> IgnoredStore.purge(connection, retention));
        } catch (StorageException e) {
            LOG.warnf("Old counts of ignored events were not deleted (SQLSTATE %s)", e.sqlState());
        }
    }
}
