package dev.spacehook.space;

import dev.spacehook.storage.Database;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;

/** One-time keys to the cabinet of a space's owner, good for 5 minutes; only their hash is stored. */
@Singleton
public final class CabinetLinks {

    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Database database;

    @Inject
    CabinetLinks(Database database) {
        this.database = database;
    }

    /** Whom a link lets in, and to which of his spaces. */
    public record Admission(String personId, String spaceId) {}

    /** Makes a key within the transaction; base64url, 43 characters. */
    String create(Connection connection, Space space) throws SQLException {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        purge(connection);
        insert(connection, hash(token), space);
        return token;
    }

    /** Uses a key up: empty where there is no such key, its time is over, or the space has another owner by now. */
    public Optional<Admission> consume(String token) {
        return database.inTransaction(connection -> consume(connection, hash(token)));
    }

    private static Optional<Admission> consume(Connection connection, byte[] hash) throws SQLException {
        String sql = """
                with used as (
                    delete from cabinet_link where token_hash = ? returning person_id, space_id, expires_at
                )
                select used.person_id, used.space_id
                from used join space on space.id = used.space_id
                where used.expires_at > spacehook_now()
                    and space.deleted_at is null
                    and space.owner_id = used.person_id
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, hash);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(new Admission(row.getString(1), row.getString(2))) : Optional.empty();
        }
    }

    private static void insert(Connection connection, byte[] hash, Space space) throws SQLException {
        String sql = """
                insert into cabinet_link (token_hash, person_id, space_id, expires_at)
                values (?, ?, ?, spacehook_now() + interval '5 minutes')
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, hash);
            statement.setString(2, space.ownerId());
            statement.setString(3, space.id());
            statement.executeUpdate();
        }
    }

    private static void purge(Connection connection) throws SQLException {
        String sql = """
                delete from cabinet_link
                where token_hash in (
                    select token_hash from cabinet_link where expires_at <= spacehook_now() for update skip locked
                )
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
