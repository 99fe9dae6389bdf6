package dev.spacehook.space;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of {@code space}. Deleted ones stay, so that an epoch is never used twice. */
final class SpaceStore {

    private static final String COLUMNS = "id, owner_id, plan, name, is_public, description, epoch";

    private SpaceStore() {}

    /** A row as it is held, deleted or not. */
    record Held(Space space, boolean deleted) {}

    static Optional<Space> find(Connection connection, String id) throws SQLException {
        return one(connection, "select " + COLUMNS + " from space where id = ? and deleted_at is null", id);
    }

    static Optional<Space> lock(Connection connection, String id) throws SQLException {
        return one(connection, "select " + COLUMNS + " from space where id = ? and deleted_at is null for update", id);
    }

    /** Locks a row that is known to exist. */
    static Held lockEvenDeleted(Connection connection, String id) throws SQLException {
        String sql = "select " + COLUMNS + ", deleted_at is not null from space where id = ? for update";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            ResultSet row = statement.executeQuery();
            row.next();
            return new Held(space(row), row.getBoolean(8));
        }
    }

    /** One's own spaces in the order of their ids, from the one after {@code after}. */
    static List<Space> ownedBy(Connection connection, String personId, String after, int limit) throws SQLException {
        String sql = "select " + COLUMNS + " from space where owner_id = ? and deleted_at is null and id > ?"
                + " order by id limit ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, personId);
            statement.setString(2, after);
            statement.setInt(3, limit);
            ResultSet rows = statement.executeQuery();
            List<Space> spaces = new ArrayList<>();
            while (rows.next()) {
                spaces.add(space(rows));
            }
            return spaces;
        }
    }

    /** Whether the row was new; a row of this id, deleted or not, is left as it is. The epoch is the database's. */
    static boolean insert(Connection connection, Space space) throws SQLException {
        String sql = """
                insert into space (id, owner_id, plan, name, is_public, description)
                values (?, ?, ?, ?, ?, ?)
                on conflict (id) do nothing
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, space.id());
            setContent(statement, 2, space);
            return statement.executeUpdate() == 1;
        }
    }

    /** Writes all but the epoch; brings a deleted row back. */
    static void update(Connection connection, Space space) throws SQLException {
        String sql = """
                update space
                set owner_id = ?, plan = ?, name = ?, is_public = ?, description = ?, deleted_at = null
                where id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setContent(statement, 1, space);
            statement.setString(6, space.id());
            statement.executeUpdate();
        }
    }

    /** Marks as deleted and drops the webhook: a space that is brought back has none. */
    static void delete(Connection connection, String id) throws SQLException {
        execute(connection, "delete from webhook where space_id = ?", id);
        execute(connection, "update space set deleted_at = spacehook_now() where id = ?", id);
    }

    /** Counts the change, takes a new epoch if it cancels, and tells all nodes at the commit. */
    static void publish(SpaceChange change) throws SQLException {
        if (!change.isChanged()) {
            return;
        }
        String sql = """
                update space
                set revision = revision + 1,
                    changed_xid = pg_current_xact_id(),
                    epoch = case when ? then nextval('epoch_seq') else epoch end
                where id = ?
                """;
        try (PreparedStatement statement = change.connection().prepareStatement(sql)) {
            statement.setBoolean(1, change.isCancelling());
            statement.setString(2, change.space().id());
            statement.executeUpdate();
        }
        announce(change.connection(), change.space().id());
    }

    static void announce(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_notify('spacehook_config', ?)")) {
            statement.setString(1, id);
            statement.execute();
        }
    }

    private static Optional<Space> one(Connection connection, String sql, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(space(row)) : Optional.empty();
        }
    }

    private static void execute(Connection connection, String sql, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }

    private static void setContent(PreparedStatement statement, int first, Space space) throws SQLException {
        statement.setString(first, space.ownerId());
        statement.setString(first + 1, space.plan());
        statement.setString(first + 2, space.name());
        statement.setBoolean(first + 3, space.isPublic());
        statement.setString(first + 4, space.description());
    }

    private static Space space(ResultSet row) throws SQLException {
        return new Space(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getString(6),
                row.getLong(7));
    }
}
