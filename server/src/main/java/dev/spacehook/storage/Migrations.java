package dev.spacehook.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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

    private static final String APPLICATION_NAME = "spacehook-migration";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String APPLIED = """
            select script, checksum from flyway_schema_history where success and version is not null
            """;

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
        if (areApplied()) {
            return;
        }
        try {
            int count = flyway().migrate().migrationsExecuted;
            if (count > 0) {
                LOG.infof("Migrated the database: %d steps", count);
            }
        } catch (FlywayException e) {
            throw unwrapped(e);
        }
    }

    /** Spares an ordinary start Flyway, whose first use costs a second of CPU. */
    private boolean areApplied() {
        try (Connection connection = endpoint.openDirect(APPLICATION_NAME)) {
            return MigrationFiles.checksums().equals(applied(connection));
        } catch (SQLException e) {
            throw StorageException.of(e);
        }
    }

    private static Map<String, Integer> applied(Connection connection) throws SQLException {
        Map<String, Integer> applied = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(APPLIED)) {
            while (rows.next()) {
                applied.put(rows.getString("script"), rows.getInt("checksum"));
            }
            return applied;
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return Map.of();
            }
            throw e;
        }
    }

    private Flyway flyway() {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(new DirectDataSource(endpoint, APPLICATION_NAME))
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
