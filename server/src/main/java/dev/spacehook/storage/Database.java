package dev.spacehook.storage;

import dev.spacehook.config.Settings;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The one way to PostgreSQL. Made ready by its constructor: the embedded server runs (where none is given), the tables
 * are up to date. Blocks, so never for an event loop. Thread-safe; failures are {@link StorageException}.
 */
@Startup(1)
@Singleton
public final class Database implements AutoCloseable {

    private static final int TRANSACTION_TRIES = 4;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final @Nullable EmbeddedPostgres embedded;
    private final Endpoint endpoint;
    private final ConnectionPool pool;

    /**
     * Starts the embedded server if the settings name no other, and migrates.
     *
     * @throws StorageException if the database cannot be reached or migrated
     */
    public Database(Settings settings) {
        embedded = settings.database().isEmbedded() ? EmbeddedPostgres.start(settings.dataDir()) : null;
        endpoint = embedded == null ? Endpoint.external(settings.database()) : embedded.endpoint();
        try {
            new Migrations(endpoint).run();
            pool = new ConnectionPool(endpoint);
        } catch (RuntimeException e) {
            stopEmbedded();
            throw e;
        }
    }

    /** Runs {@code work} on a pooled connection in autocommit: for reads and single statements. Never repeated. */
    public <T> T read(SqlFunction<Connection, T> work) {
        return endpoint.isPooler() ? transaction(work) : withConnection(work);
    }

    /** As {@link #read}, without a result. */
    public void useConnection(SqlConsumer<Connection> work) {
        read(toFunction(work));
    }

    /**
     * Runs {@code work} in a READ COMMITTED transaction: committed when it returns, rolled back when it throws. Repeated
     * from the start a few times after a deadlock, a serialization failure or a lock time-out (SQLSTATE 40P01, 40001,
     * 55P03), so it must have no other effect than its statements.
     */
    public <T> T inTransaction(SqlFunction<Connection, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction(work);
            } catch (StorageException e) {
                if (attempt == TRANSACTION_TRIES || !SqlStates.isRetryable(e.sqlState())) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** As {@link #inTransaction}, without a result. */
    public void useTransaction(SqlConsumer<Connection> work) {
        inTransaction(toFunction(work));
    }

    /**
     * Opens a physical connection outside the pool, past any pooler: for the writers, claims and LISTEN. Autocommit is
     * on, the session settings are made; the caller closes it.
     *
     * @param applicationName shown in {@code pg_stat_activity}
     */
    public Connection openDirect(String applicationName) throws SQLException {
        return endpoint.openDirect(applicationName);
    }

    /** Whether the database is the embedded one, which no other node shares. */
    public boolean isEmbedded() {
        return embedded != null;
    }

    /** The embedded server, for those who watch or disturb it. */
    public Optional<EmbeddedPostgres> embedded() {
        return Optional.ofNullable(embedded);
    }

    /**
     * One round trip to the database.
     *
     * @throws StorageException if it does not answer; within 3 seconds if it is away
     */
    public void check() {
        useConnection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(2);
                statement.execute("select 1");
            }
        });
    }

    /** Closes the pool and stops the embedded server, last of all. */
    @PreDestroy
    @Override
    public void close() {
        pool.close();
        stopEmbedded();
    }

    private void stopEmbedded() {
        if (embedded != null) {
            embedded.close();
        }
    }

    private <T> T withConnection(SqlFunction<Connection, T> work) {
        try (Connection connection = pool.acquire()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private <T> T transaction(SqlFunction<Connection, T> work) {
        return withConnection(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = begun(connection, work);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                Rollback.because(e, connection);
                throw e;
            }
        });
    }

    private <T> T begun(Connection connection, SqlFunction<Connection, T> work) throws SQLException {
        if (endpoint.isPooler()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(SessionSettings.FOR_TRANSACTION);
            }
        }
        return work.apply(connection);
    }

    private StorageException failure(SQLException e) {
        StorageException failure = StorageException.of(e);
        pool.heal(failure.sqlState());
        return failure;
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SqlFunction<Connection, Boolean> toFunction(SqlConsumer<Connection> work) {
        return connection -> {
            work.accept(connection);
            return true;
        };
    }
}
