package dev.spacehook.journal;

import dev.spacehook.storage.Database;
import dev.spacehook.storage.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The daily partitions of {@code event} and {@code attempt}: made ahead, and dropped when the retention has passed.
 * Attaching and detaching are done so that neither intake nor a long history query is held up.
 */
public final class Partitions {
    private static final Logger LOG = Logger.getLogger(Partitions.class);
    private static final List<String> TABLES = List.of("event", "attempt");
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;

    /** Days made ahead: a node that stands still over a long weekend still finds tomorrow's. */
    private static final int DAYS_AHEAD = 4;

    /** One node at a time does this work; the key is ours. */
    private static final String LOCK = "select pg_try_advisory_lock(7303, 1)";

    private static final String UNLOCK = "select pg_advisory_unlock(7303, 1)";

    /** For a moment only: nodes that start at the same time would trip over each other's new tables. */
    private static final String LOCK_MAKING = "select pg_advisory_lock(7303, 2)";

    private static final String UNLOCK_MAKING = "select pg_advisory_unlock(7303, 2)";

    private static final String ATTACHED = """
            select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = ?::regclass and not i.inhdetachpending
            """;

    private static final String DETACH_PENDING = """
            select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = ?::regclass and i.inhdetachpending
            """;

    /** Detached by a process that died before it dropped them. */
    private static final String LEFT_BEHIND = """
            select relname from pg_class
            where relkind = 'r' and not relispartition and relname ~ ('^' || ? || '_[0-9]{8}$')
              and pg_table_is_visible(oid)
            """;

    private static final String STILL_NEEDED = """
            select exists (select from due where event_id >= ? and event_id < ?)
                or (select checkpoint from sweep) < ?
            """;

    private final Database database;
    private final Duration retention;

    public Partitions(Database database, Duration retention) {
        this.database = database;
        this.retention = retention;
    }

    /** Makes what is needed for today, by the database's clock, and the days after it. */
    public void ensureNow() {
        try (Connection connection = database.openDirect("spacehook-partitions")) {
            ensure(connection);
        } catch (SQLException e) {
            throw StorageException.of(e);
        }
    }

    /** Makes partitions ahead and drops the old ones; does nothing where another node is at it. */
    public void runOnce() {
        try (Connection connection = database.openDirect("spacehook-partitions")) {
            if (!ask(connection, LOCK)) {
                return;
            }
            ensure(connection);
            drop(connection);
            ask(connection, UNLOCK);
        } catch (SQLException e) {
            throw StorageException.of(e);
        }
    }

    private void ensure(Connection connection) throws SQLException {
        execute(connection, LOCK_MAKING);
        try {
            makeMissing(connection);
        } finally {
            execute(connection, UNLOCK_MAKING);
        }
    }

    private static void makeMissing(Connection connection) throws SQLException {
        LocalDate today = today(connection);
        for (String table : TABLES) {
            List<String> present = attached(connection, table, false);
            // Yesterday too: just after midnight an outcome may still belong to it.
            for (int day = -1; day <= DAYS_AHEAD; day++) {
                LocalDate date = today.plusDays(day);
                if (!present.contains(name(table, date))) {
                    make(connection, table, date);
                }
            }
        }
    }

    private static void make(Connection connection, String table, LocalDate date) throws SQLException {
        String name = name(table, date);
        // Rows are only appended, and the whole table is dropped one day: vacuum after inserts would read it for
        // nothing, which cost 6 % of all CPU time under load.
        execute(
                connection,
                "create table if not exists " + name + " (like " + table
                        + " including all) with (autovacuum_vacuum_insert_threshold = -1)");
        execute(
                connection,
                "alter table " + table + " attach partition " + name + " for values from ('" + floor(date) + "') to ('"
                        + floor(date.plusDays(1)) + "')");
    }

    private void drop(Connection connection) throws SQLException {
        LocalDate oldest =
                now(connection).minus(retention).atZone(ZoneOffset.UTC).toLocalDate();
        for (String table : TABLES) {
            for (String pending : attached(connection, table, true)) {
                execute(connection, "alter table " + table + " detach partition " + pending + " finalize");
                execute(connection, "drop table " + pending);
            }
            for (String name : names(connection, LEFT_BEHIND, table)) {
                if (date(table, name).isBefore(oldest)) {
                    execute(connection, "drop table " + name);
                }
            }
            for (String name : attached(connection, table, false)) {
                LocalDate date = date(table, name);
                if (date.isBefore(oldest) && !stillNeeded(connection, date)) {
                    LOG.infof("Dropping %s: its retention has passed", name);
                    execute(connection, "alter table " + table + " detach partition " + name + " concurrently");
                    execute(connection, "drop table " + name);
                }
            }
        }
    }

    private static boolean stillNeeded(Connection connection, LocalDate date) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STILL_NEEDED)) {
            statement.setObject(1, Ids.floor(start(date)));
            statement.setObject(2, Ids.floor(start(date.plusDays(1))));
            statement.setObject(3, start(date.plusDays(1)).atOffset(ZoneOffset.UTC));
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private static List<String> attached(Connection connection, String table, boolean detachPending)
            throws SQLException {
        return names(connection, detachPending ? DETACH_PENDING : ATTACHED, table);
    }

    private static List<String> names(Connection connection, String sql, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            List<String> names = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    names.add(result.getString(1));
                }
            }
            return names;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static LocalDate today(Connection connection) throws SQLException {
        return now(connection).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select spacehook_now()")) {
            result.next();
            return result.getObject(1, java.time.OffsetDateTime.class).toInstant();
        }
    }

    private static String name(String table, LocalDate date) {
        return table + '_' + date.format(SUFFIX);
    }

    private static LocalDate date(String table, String name) {
        return LocalDate.parse(name.substring(table.length() + 1), SUFFIX);
    }

    private static Instant start(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static java.util.UUID floor(LocalDate date) {
        return Ids.floor(start(date));
    }
}
