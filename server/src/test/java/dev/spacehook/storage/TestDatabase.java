package dev.spacehook.storage;

import dev.spacehook.config.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh, migrated database with a clock that can be moved. One server serves all of a JVM's tests: an embedded one,
 * or the one named by {@code -Dspacehook.test.postgres=jdbc:postgresql://host:port/database?user=…&password=…}, whose
 * user may create databases, or one started from the programs in {@code -Dspacehook.test.postgres=/usr/lib/…/bin}. In a
 * test class:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase POSTGRES = TestDatabase.create();
 * }</pre>
 */
public final class TestDatabase implements AutoCloseable, AfterAllCallback {

    private final TestServer server;
    private final String name;
    private final Settings settings;
    private final Database database;
    private final TestClock clock;

    private TestDatabase(TestServer server) {
        this.server = server;
        this.name = "test_" + UUID.randomUUID().toString().replace("-", "");
        server.createDatabase(name);
        this.settings = Settings.from(environment());
        this.database = new Database(settings);
        this.clock = new TestClock(database);
    }

    public static TestDatabase create() {
        return new TestDatabase(TestServer.get());
    }

    public Database database() {
        return database;
    }

    /** Settings that lead here, with fixed keys and all else by default. */
    public Settings settings() {
        return settings;
    }

    /** The same as names and values, to start a whole service on this database. */
    public Map<String, String> environment() {
        Endpoint endpoint = server.endpoint(name);
        return Map.of(
                "SPACEHOOK_DATABASE_URL", endpoint.url(),
                "SPACEHOOK_DATABASE_USER", endpoint.user(),
                "SPACEHOOK_DATABASE_PASSWORD", endpoint.password().value(),
                "SPACEHOOK_JWT_SECRET", "a-key-for-tests-of-32-characters-and-more",
                "SPACEHOOK_ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    }

    /** The clock that {@code spacehook_now()} reads in this database. */
    public TestClock clock() {
        return clock;
    }

    /** Runs one statement. */
    public void execute(String sql) {
        database.useConnection(connection -> execute(connection, sql));
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of a query's only row. */
    public <T> T query(Class<T> type, String sql) {
        return database.read(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getObject(1, type);
            }
        });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        database.close();
        server.dropDatabase(name);
    }
}
