package dev.spacehook.identity;

import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code api_client}: one for each person at most. */
@Singleton
final class ClientStore {

    record Client(String id, String personId, byte[] secretHash, int passwordVersion) {}

    private static final String BY_ID = """
            select c.id, c.person_id, c.secret_hash, p.password_version
            from api_client c join person p on p.id = c.person_id
            where c.id = ? and p.deleted_at is null
            """;
    private static final String ID_OF_PERSON = "select id from api_client where person_id = ?";
    private static final String INSERT = """
            insert into api_client (id, person_id, secret_hash) values (?, ?, ?)
            on conflict (person_id) do nothing
            """;
    private static final String PUT = """
            insert into api_client (id, person_id, secret_hash) values (?, ?, ?)
            on conflict (id) do update set person_id = excluded.person_id, secret_hash = excluded.secret_hash
            """;
    private static final String SET_SECRET = "update api_client set secret_hash = ? where person_id = ?";

    private final Database database;

    ClientStore(Database database) {
        this.database = database;
    }

    Optional<Client> find(String clientId) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BY_ID)) {
                statement.setString(1, clientId);
                ResultSet row = statement.executeQuery();
                return row.next() ? Optional.of(client(row)) : Optional.empty();
            }
        });
    }

    private static Client client(ResultSet row) throws SQLException {
        return new Client(row.getString(1), row.getString(2), row.getBytes(3), row.getInt(4));
    }

    Optional<String> personOf(String clientId) {
        return find(clientId).map(Client::personId);
    }

    Optional<String> idOf(String personId) {
        return database.read(connection -> idOf(connection, personId));
    }

    static Optional<String> idOf(Connection connection, String personId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ID_OF_PERSON)) {
            statement.setString(1, personId);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /** False where the person has a client already. */
    static boolean insert(Connection connection, String id, String personId, byte[] secretHash) throws SQLException {
        return write(connection, INSERT, id, personId, secretHash);
    }

    static void put(Connection connection, String id, String personId, byte[] secretHash) throws SQLException {
        write(connection, PUT, id, personId, secretHash);
    }

    private static boolean write(Connection connection, String sql, String id, String personId, byte[] secretHash)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setString(2, personId);
            statement.setBytes(3, secretHash);
            return statement.executeUpdate() == 1;
        }
    }

    static boolean setSecret(Connection connection, String personId, byte[] secretHash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_SECRET)) {
            statement.setBytes(1, secretHash);
            statement.setString(2, personId);
            return statement.executeUpdate() == 1;
        }
    }
}
