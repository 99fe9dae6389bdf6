package dev.spacehook.identity;

import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code personal_token}. */
@Singleton
final class PersonalTokenStore {

    private static final String FIND = """
            select t.person_id, t.last_used_at is null or t.last_used_at < spacehook_now() - interval '1 minute'
            from personal_token t join person p on p.id = t.person_id
            where t.token_hash = ? and p.deleted_at is null
            """;
    private static final String USED = "update personal_token set last_used_at = spacehook_now() where token_hash = ?";
    private static final String LIST = """
            select id, name, created_at, last_used_at from personal_token
            where person_id = ? order by created_at desc, id
            """;
    private static final String COUNT = "select count(*) from personal_token where person_id = ?";
    private static final String INSERT = """
            insert into personal_token (id, person_id, name, token_hash) values (?, ?, ?, ?) returning created_at
            """;
    private static final String DELETE =
            "delete from personal_token where id = ? and person_id = ? returning coalesce(name, id)";

    private final Database database;

    PersonalTokenStore(Database database) {
        this.database = database;
    }

    /** The person whose token this is; notes the use, to the minute. */
    Optional<String> use(byte[] hash) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setBytes(1, hash);
                ResultSet row = statement.executeQuery();
                if (!row.next()) {
                    return Optional.empty();
                }
                String person = row.getString(1);
                if (row.getBoolean(2)) {
                    noteUse(connection, hash);
                }
                return Optional.of(person);
            }
        });
    }

    private static void noteUse(Connection connection, byte[] hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(USED)) {
            statement.setBytes(1, hash);
            statement.executeUpdate();
        }
    }

    List<PersonalTokens.Listed> list(String personId) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST)) {
                statement.setString(1, personId);
                return tokens(statement.executeQuery());
            }
        });
    }

    private static List<PersonalTokens.Listed> tokens(ResultSet row) throws SQLException {
        List<PersonalTokens.Listed> tokens = new ArrayList<>();
        while (row.next()) {
            OffsetDateTime used = row.getObject(4, OffsetDateTime.class);
            tokens.add(new PersonalTokens.Listed(
                    row.getString(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    used == null ? null : used.toInstant()));
        }
        return tokens;
    }

    static int count(Connection connection, String personId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setString(1, personId);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getInt(1);
        }
    }

    static Instant insert(Connection connection, String id, String personId, @Nullable String name, byte[] hash)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, id);
            statement.setString(2, personId);
            statement.setString(3, name);
            statement.setBytes(4, hash);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** The name of what was deleted, or its id where it had none; empty if there was nothing to delete. */
    static Optional<String> delete(Connection connection, String personId, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setString(1, id);
            statement.setString(2, personId);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }
}
