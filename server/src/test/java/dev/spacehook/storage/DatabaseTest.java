package dev.spacehook.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.config.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final Database database = POSTGRES.database();

    @BeforeEach
    void emptyTable() {
        POSTGRES.execute("drop table if exists note");
        POSTGRES.execute("create table note (id int primary key)");
    }

    @Test
    void commitsWhatReturns() {
        database.useTransaction(connection -> insert(connection, 1));
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void rollsBackWhatThrows() {
        assertThatThrownBy(() -> database.useTransaction(connection -> {
                    insert(connection, 1);
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(notes()).isZero();
    }

    @Test
    void givesTheConnectionBackInAutocommit() {
        database.useTransaction(connection -> insert(connection, 1));
        for (int i = 0; i <= ConnectionPool.SIZE; i++) {
            assertThat(database.read(Connection::getAutoCommit)).isTrue();
        }
    }

    @Test
    void repeatsATransactionThatLostADeadlock() {
        List<Integer> tries = new ArrayList<>();
        database.useTransaction(connection -> {
            tries.add(tries.size());
            insert(connection, tries.size());
            if (tries.size() < 3) {
                TestDatabase.execute(connection, "do $$ begin raise exception using errcode = '40P01'; end $$");
            }
        });
        assertThat(tries).hasSize(3);
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void doesNotRepeatWhatCannotSucceed() {
        List<Integer> tries = new ArrayList<>();
        assertThatThrownBy(() -> database.useTransaction(connection -> {
                    tries.add(1);
                    insert(connection, 1);
                    insert(connection, 1);
                }))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.sqlState()).isEqualTo("23505");
                    assertThat(e.isUnavailable()).isFalse();
                });
        assertThat(tries).hasSize(1);
    }

    @Test
    void keepsRowsOutOfMessages() {
        assertThatThrownBy(() -> {
                    POSTGRES.execute("insert into note values (4711)");
                    POSTGRES.execute("insert into note values (4711)");
                })
                .hasMessageContaining("note_pkey")
                .hasMessageNotContaining("4711");
    }

    @Test
    void setsDurabilityAndTimeOutsOnPooledConnections() {
        database.useConnection(DatabaseTest::assertSessionSettings);
        database.useTransaction(DatabaseTest::assertSessionSettings);
    }

    @Test
    void setsDurabilityAndTimeOutsOnDirectConnections() throws SQLException {
        try (Connection connection = database.openDirect("a-writer")) {
            assertSessionSettings(connection);
            assertThat(show(connection, "application_name")).isEqualTo("a-writer");
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    /** Any difference between the two addresses means a pooler, which shares sessions between transactions. */
    @Test
    void setsThemInTransactionsBehindAPooler() {
        Map<String, String> environment = new HashMap<>(POSTGRES.environment());
        String direct = String.valueOf(environment.get("SPACEHOOK_DATABASE_URL"));
        environment.put("SPACEHOOK_DATABASE_DIRECT_URL", direct);
        environment.put("SPACEHOOK_DATABASE_URL", direct + (direct.contains("?") ? "&" : "?") + "tcpNoDelay=true");
        try (Database pooled = new Database(Settings.from(environment))) {
            pooled.useConnection(DatabaseTest::assertSessionSettings);
            pooled.useTransaction(DatabaseTest::assertSessionSettings);
        }
    }

    private static void assertSessionSettings(Connection connection) throws SQLException {
        assertThat(show(connection, "synchronous_commit")).isEqualTo("on");
        assertThat(show(connection, "fsync")).isEqualTo("on");
        assertThat(show(connection, "full_page_writes")).isEqualTo("on");
        assertThat(show(connection, "statement_timeout")).isEqualTo("10s");
        assertThat(show(connection, "lock_timeout")).isEqualTo("2s");
        assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("10s");
    }

    @Test
    void answersACheck() {
        database.check();
    }

    @Test
    void survivesTheLossOfAllConnections() throws SQLException {
        database.check();
        try (Connection other = database.openDirect("test")) {
            TestDatabase.execute(other, """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                    """);
        }
        try {
            database.check();
        } catch (StorageException e) {
            assertThat(e.isUnavailable()).isTrue();
        }
        database.check();
    }

    @Test
    void movesTheClock() {
        OffsetDateTime before = POSTGRES.query(OffsetDateTime.class, "select spacehook_now()");
        POSTGRES.clock().advance(Duration.ofDays(3));
        OffsetDateTime after = POSTGRES.query(OffsetDateTime.class, "select spacehook_now()");
        assertThat(after).isAfterOrEqualTo(before.plusDays(3));
        POSTGRES.clock().advance(Duration.ofDays(-3));
        assertThat(POSTGRES.query(OffsetDateTime.class, "select spacehook_now()"))
                .isBefore(after);
    }

    private static void insert(Connection connection, int id) throws SQLException {
        TestDatabase.execute(connection, "insert into note values (" + id + ")");
    }

    private static long notes() {
        return POSTGRES.query(Long.class, "select count(*) from note");
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
