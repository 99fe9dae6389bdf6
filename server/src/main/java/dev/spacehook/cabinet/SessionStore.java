package dev.spacehook.cabinet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The rows of {@code cabinet_session}. */
final class SessionStore {

    private SessionStore() {}

    /** Whose session it is, and the password version it began under. */
    record Row(String personId, int passwordVersion) {}

    static Optional<Row> find(Connection connection, byte[] tokenHash) throws SQLException {
        String sql = """
                select person_id, password_version
                from cabinet_session
                where token_hash = ? and expires_at > spacehook_now()
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, tokenHash);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(new Row(row.getString(1), row.getInt(2))) : Optional.empty();
        }
    }

    static void insert(Connection connection, byte[] tokenHash, Row session, Duration lifetime) throws SQLException {
        String sql = """
                insert into cabinet_session (token_hash, person_id, password_version, expires_at)
                values (?, ?, ?, spacehook_now() + make_interval(secs => ?))
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, tokenHash);
            statement.setString(2, session.personId());
            statement.setInt(3, session.passwordVersion());
            statement.setDouble(4, (double) lifetime.toSeconds());
            statement.executeUpdate();
        }
    }

    static void delete(Connection connection, byte[] tokenHash) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from cabinet_session where token_hash = ?")) {
            statement.setBytes(1, tokenHash);
            statement.executeUpdate();
        }
    }

    static void purge(Connection connection) throws SQLException {
        String sql = """
                delete from cabinet_session
                where token_hash in (
                    select token_hash from cabinet_session
                    where expires_at <= spacehook_now()
                    limit 1000 for update skip locked
                )
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }
}
