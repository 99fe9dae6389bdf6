package dev.spacehook.webhook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of {@code webhook}, secrets sealed. Written only while the space's row is held, but for {@link #reseal}. */
final class WebhookStore {

    private WebhookStore() {}

    /**
     * A webhook as it is stored: the URL in its text, the secret sealed. Equal while the secret is the same array: what
     * is sealed anew is another row, even if it opens to the same.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Row(String spaceId, String url, byte[] secret, String keyId, boolean active) {

        Row withUrl(String url) {
            return new Row(spaceId, url, secret, keyId, active);
        }

        Row withSecret(byte[] secret, String keyId) {
            return new Row(spaceId, url, secret, keyId, active);
        }

        Row withActive(boolean active) {
            return new Row(spaceId, url, secret, keyId, active);
        }
    }

    static Optional<Row> find(Connection connection, String spaceId) throws SQLException {
        String sql = "select space_id, url, secret, secret_key_id, is_active from webhook where space_id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, spaceId);
            List<Row> rows = rows(statement);
            return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
        }
    }

    static void insert(Connection connection, Row row) throws SQLException {
        String sql = "insert into webhook (url, secret, secret_key_id, is_active, space_id) values (?, ?, ?, ?, ?)";
        execute(connection, sql, row);
    }

    static void update(Connection connection, Row row) throws SQLException {
        String sql = """
                update webhook
                set url = ?, secret = ?, secret_key_id = ?, is_active = ?, updated_at = spacehook_now()
                where space_id = ?
                """;
        execute(connection, sql, row);
    }

    static void delete(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("delete from webhook where space_id = ?")) {
            statement.setString(1, spaceId);
            statement.executeUpdate();
        }
    }

    /** One row for each key that secrets are sealed with. */
    static List<Row> oneOfEachKey(Connection connection) throws SQLException {
        String sql = """
                select distinct on (secret_key_id) space_id, url, secret, secret_key_id, is_active
                from webhook
                order by secret_key_id, space_id
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return rows(statement);
        }
    }

    /** Rows behind the space {@code after} whose secret is sealed with another key than this. */
    static List<Row> sealedOtherwise(Connection connection, String keyId, String after, int limit) throws SQLException {
        String sql = """
                select space_id, url, secret, secret_key_id, is_active
                from webhook
                where secret_key_id <> ? and space_id > ?
                order by space_id
                limit ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, keyId);
            statement.setString(2, after);
            statement.setInt(3, limit);
            return rows(statement);
        }
    }

    /** Replaces the sealed secret unless it has become another in the meantime; whether it did. */
    static boolean reseal(Connection connection, Row row, byte[] secret, String keyId) throws SQLException {
        String sql = "update webhook set secret = ?, secret_key_id = ? where space_id = ? and secret = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, secret);
            statement.setString(2, keyId);
            statement.setString(3, row.spaceId());
            statement.setBytes(4, row.secret());
            return statement.executeUpdate() == 1;
        }
    }

    private static void execute(Connection connection, String sql, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, row.url());
            statement.setBytes(2, row.secret());
            statement.setString(3, row.keyId());
            statement.setBoolean(4, row.active());
            statement.setString(5, row.spaceId());
            statement.executeUpdate();
        }
    }

    private static List<Row> rows(PreparedStatement statement) throws SQLException {
        ResultSet rows = statement.executeQuery();
        List<Row> found = new ArrayList<>();
        while (rows.next()) {
            found.add(new Row(
                    rows.getString(1), rows.getString(2), rows.getBytes(3), rows.getString(4), rows.getBoolean(5)));
        }
        return found;
    }
}
