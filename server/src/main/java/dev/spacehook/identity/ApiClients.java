package dev.spacehook.identity;

import dev.spacehook.config.Secret;
import dev.spacehook.config.Settings;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * API clients: the platform's one, which is configured, and at most one for each person, which acts as that person.
 * Secrets are kept as hashes and shown once, when made. Blocks. Thread-safe.
 */
@Singleton
public final class ApiClients {

    private static final int SECRET_LENGTH = 40;
    /** Compared with where there is no such client, so that the answer takes the same way. */
    private static final byte[] NO_HASH = new byte[32];

    private final Database database;
    private final ClientStore store;
    private final Audit audit;
    private final Settings.@Nullable PlatformClient platform;

    ApiClients(Database database, ClientStore store, Audit audit, Settings settings) {
        this.database = database;
        this.store = store;
        this.audit = audit;
        this.platform = settings.platformClient();
    }

    /** The id of the person's client, if there is one. */
    public Optional<String> idOf(String personId) {
        return store.idOf(personId);
    }

    /**
     * The id of the person's client, which is made if need be; its secret comes from {@link #refreshSecret}.
     *
     * @throws dev.spacehook.api.Problem 404 if the platform has not registered the person
     */
    public String getOrCreate(String personId, Actor actor) {
        return database.inTransaction(connection -> getOrCreate(connection, personId, actor));
    }

    private String getOrCreate(Connection connection, String personId, Actor actor) throws SQLException {
        PersonStore.require(connection, personId);
        byte[] unknown = Hashes.sha256(RandomText.alphanumeric(SECRET_LENGTH));
        if (ClientStore.insert(connection, Ids.create(), personId, unknown)) {
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "client_created", null));
        }
        return ClientStore.idOf(connection, personId).orElseThrow();
    }

    /** Gives a person a client with an id and secret made elsewhere, or gives that client another secret. */
    public void put(String clientId, String personId, Secret secret) {
        byte[] hash = Hashes.sha256(secret.value());
        database.useTransaction(connection -> ClientStore.put(connection, clientId, personId, hash));
    }

    /**
     * A new secret for the person's client, which is made if need be. The old one stops working; refresh tokens got
     * with it end, access tokens live out their days.
     */
    public Secret refreshSecret(String personId, Actor actor) {
        String secret = RandomText.alphanumeric(SECRET_LENGTH);
        database.useTransaction(connection -> {
            getOrCreate(connection, personId, actor);
            ClientStore.setSecret(connection, personId, Hashes.sha256(secret));
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "client_secret_refreshed", null));
        });
        return new Secret(secret);
    }

    /** The client with this id and secret. */
    Optional<AuthenticatedClient> authenticate(String clientId, String secret) {
        byte[] given = Hashes.sha256(secret);
        Optional<AuthenticatedClient> client = find(clientId);
        byte[] expected = client.map(AuthenticatedClient::secretHash).orElse(NO_HASH);
        return Hashes.areEqual(given, expected) ? client : Optional.empty();
    }

    /** The client with this id, as if it had proved itself: for refresh tokens, which did. */
    Optional<AuthenticatedClient> find(String clientId) {
        if (platform != null && platform.id().equals(clientId)) {
            byte[] hash = Hashes.sha256(platform.secret().value());
            return Optional.of(new AuthenticatedClient(clientId, hash, 0));
        }
        return store.find(clientId)
                .map(client -> new AuthenticatedClient(client.id(), client.secretHash(), client.passwordVersion()));
    }
}
