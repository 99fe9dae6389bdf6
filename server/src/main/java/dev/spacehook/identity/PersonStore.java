package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code person}. A deleted person leaves a row without personal data behind, so that tokens end. */
@Singleton
final class PersonStore {

    /** What a sign-in needs to know. */
    record Login(String personId, @Nullable String passwordHash, int passwordVersion) {}

    private static final String PERSON = """
            select id, email, username, phone, password_version
            from person where id = ? and deleted_at is null
            """;
    private static final String LOGIN = """
            select id, password_hash, password_version
            from person where lower(email) = lower(?) and deleted_at is null
            """;
    private static final String DELETED = "select 1 from person where id = ? and deleted_at is not null";
    private static final String LOCK = "select 1 from person where id = ? and deleted_at is null for key share";
    private static final String INSERT = """
            insert into person (id, email, username, phone, password_hash) values (?, ?, ?, ?, ?)
            """;
    /** A password that comes along is a change of password; none leaves the old one. */
    private static final String PUT = """
            insert into person (id, email, username, password_hash) values (?, ?, ?, ?)
            on conflict (id) do update set
                email = excluded.email,
                username = excluded.username,
                password_version = person.password_version
                    + case when excluded.password_hash is distinct from person.password_hash
                            and excluded.password_hash is not null
                            or person.deleted_at is not null then 1 else 0 end,
                password_hash = coalesce(excluded.password_hash, person.password_hash),
                deleted_at = null
            """;

    private static final String SET_PASSWORD = """
            update person set password_hash = ?, password_version = password_version + 1
            where id = ? and deleted_at is null
            """;
    private static final String DELETE = """
            update person set email = '', username = null, phone = null, password_hash = null,
                password_version = password_version + 1, deleted_at = spacehook_now()
            where id = ? and deleted_at is null
            """;
    private static final String DELETE_TOKENS = "delete from personal_token where person_id = ?";
    private static final String DELETE_CLIENTS = "delete from api_client where person_id = ?";
    private static final String DELETE_LINKS = "delete from cabinet_link where person_id = ?";

    private final Database database;

    PersonStore(Database database) {
        this.database = database;
    }

    Optional<Person> find(String personId) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PERSON)) {
                statement.setString(1, personId);
                ResultSet row = statement.executeQuery();
                return row.next() ? Optional.of(person(row)) : Optional.empty();
            }
        });
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getString("id"),
                row.getString("email"),
                row.getString("username"),
                row.getString("phone"),
                row.getInt("password_version"));
    }

    Optional<Login> login(String email) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOGIN)) {
                statement.setString(1, email);
                ResultSet row = statement.executeQuery();
                return row.next()
                        ? Optional.of(new Login(row.getString(1), row.getString(2), row.getInt(3)))
                        : Optional.empty();
            }
        });
    }

    /** Locks the row against deletion meanwhile. */
    private static boolean exists(Connection connection, String personId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, personId);
            return statement.executeQuery().next();
        }
    }

    /** @throws Problem 404 {@code not_found} */
    static void require(Connection connection, String personId) throws SQLException {
        if (!exists(connection, personId)) {
            throw Problem.of(Problem.Code.NOT_FOUND, "person");
        }
    }

    boolean isDeleted(String personId) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETED)) {
                statement.setString(1, personId);
                return statement.executeQuery().next();
            }
        });
    }

    static void insert(Connection connection, Person person, String passwordHash) throws SQLException {
        update(connection, INSERT, person.id(), person.email(), person.username(), person.phone(), passwordHash);
    }

    static void put(
            Connection connection,
            String personId,
            String email,
            @Nullable String username,
            @Nullable String passwordHash)
            throws SQLException {
        update(connection, PUT, personId, email, username, passwordHash);
    }

    static boolean setPassword(Connection connection, String personId, String passwordHash) throws SQLException {
        return update(connection, SET_PASSWORD, passwordHash, personId) == 1;
    }

    /** Takes the person's tokens, clients and links along. */
    static boolean delete(Connection connection, String personId) throws SQLException {
        update(connection, DELETE_TOKENS, personId);
        update(connection, DELETE_CLIENTS, personId);
        update(connection, DELETE_LINKS, personId);
        return update(connection, DELETE, personId) == 1;
    }

    private static int update(Connection connection, String sql, @Nullable String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}
