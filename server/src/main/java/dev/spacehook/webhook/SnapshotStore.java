package dev.spacehook.webhook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL of the snapshot. */
final class SnapshotStore {

    private static final String COLUMNS = """
            select s.id, s.revision, s.epoch, s.plan, w.url, w.secret, w.secret_key_id, w.is_active
            """;

    private static final String ALL = COLUMNS + "from space s join webhook w on w.space_id = s.id";

    /** The transaction ids are compared as they are: the column's index serves. */
    private static final String SINCE = COLUMNS + """
            from space s left join webhook w on w.space_id = s.id
            where s.changed_xid >= ?::text::xid8
            """;

    private static final String OF = COLUMNS + """
            from space s left join webhook w on w.space_id = s.id
            where s.id = any(?) and s.deleted_at is null
            """;

    /** Deleted or not: a deleted space has no webhook any more, and that is news. */
    private static final String ONE = COLUMNS + """
            from space s left join webhook w on w.space_id = s.id
            where s.id = ?
            """;

    private static final String OLDEST_RUNNING = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private SnapshotStore() {}

    /** Every space with a webhook. */
    static Changes all(Connection connection) throws SQLException {
        long oldestRunning = oldestRunning(connection);
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            return new Changes(rows(statement), oldestRunning);
        }
    }

    /** Every space changed by a transaction from this one on. */
    static Changes since(Connection connection, long xid) throws SQLException {
        // Read first, in a snapshot that is older than the rows' own: what is missed now is seen next time.
        long oldestRunning = oldestRunning(connection);
        try (PreparedStatement statement = connection.prepareStatement(SINCE)) {
            statement.setString(1, Long.toString(xid));
            return new Changes(rows(statement), oldestRunning);
        }
    }

    static List<Row> of(Connection connection, Collection<String> spaceIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF)) {
            statement.setArray(1, connection.createArrayOf("text", spaceIds.toArray()));
            return rows(statement);
        }
    }

    static List<Row> evenDeleted(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, spaceId);
            return rows(statement);
        }
    }

    private static long oldestRunning(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OLDEST_RUNNING);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private static List<Row> rows(PreparedStatement statement) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(new Row(
                        result.getString(1),
                        result.getLong(2),
                        result.getLong(3),
                        result.getString(4),
                        result.getString(5),
                        result.getBytes(6),
                        result.getString(7),
                        result.getBoolean(8)));
            }
        }
        return rows;
    }

    /** A space with its webhook, if it has one. */
    record Row(
            String spaceId,
            long revision,
            long epoch,
            String plan,
            @Nullable String url,
            byte @Nullable [] secret,
            @Nullable String keyId,
            boolean active) {}

    /** @param oldestRunning where the next look begins */
    record Changes(List<Row> rows, long oldestRunning) {}
}
