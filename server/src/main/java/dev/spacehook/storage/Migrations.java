package dev.spacehook.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Brings the tables up to date. Several nodes may do so at once: Flyway lets one go first. A statement that waits for a
 * lock gives up after {@code lock_timeout}, so that it does not queue the service's own statements behind it, and is
 * tried again.
 */
final class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);

    /** How long the database may be away, or a lock be held, before the start is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int PAUSE_MILLIS = 250;
    private static final int LOCK_TRIES = 240;

    private final Endpoint endpoint;

    Migrations(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** @throws StorageException if the database stays away or a migration fails */
    void run() {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                migrate();
                return;
            } catch (StorageException e) {
                if (!e.isUnavailable() || Instant.now().isAfter(giveUp)) {
                    throw e;
                }
                LOG.warnf("The database is not ready yet (%s); trying again", e.getMessage());
                pause(e);
            }
        }
    }

    private void migrate() {
        try {
            int count = flyway().migrate().migrationsExecuted;
            if (count > 0) {
                LOG.infof("Migrated the database: %d steps", count);
            }
        } catch (FlywayException e) {
            throw unwrapped(e);
        }
    }

    private Flyway flyway() {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(new DirectDataSource(endpoint, "spacehook-migration"))
                .resourceProvider(new MigrationFiles())
                .javaMigrationClassProvider(java.util.List::of)
                .locations(new String[0])
                .initSql("set statement_timeout = 0")
                .lockRetryCount(LOCK_TRIES)
                .load();
    }

    private static RuntimeException unwrapped(FlywayException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return StorageException.of(sql);
            }
        }
        return e;
    }

    private static void pause(StorageException reason) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
