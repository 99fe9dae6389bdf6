package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Secret;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that a person makes for scripts of his own: they act as him, do not expire, and end when deleted. Kept as
 * hashes, shown once. Blocks. Thread-safe.
 */
@Singleton
public final class PersonalTokens {

    /** What a personal token begins with, so that a leaked one is recognised. */
    public static final String PREFIX = "shp_";

    /** The most that one person may have. */
    public static final int MOST = 100;

    private static final int RANDOM_CHARACTERS = 40;
    private static final int LENGTH = PREFIX.length() + RANDOM_CHARACTERS;

    /** A token as it is listed, without itself. */
    public record Listed(
            String id,
            @Nullable String name,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    /** A token as it is shown once. */
    public record Created(String id, @Nullable String name, Secret token, Instant createdAt) {}

    private final Database database;
    private final PersonalTokenStore store;
    private final Audit audit;

    PersonalTokens(Database database, PersonalTokenStore store, Audit audit) {
        this.database = database;
        this.store = store;
        this.audit = audit;
    }

    static boolean isPersonal(String token) {
        return token.startsWith(PREFIX);
    }

    /** @throws Problem 401 {@code token_invalid} */
    Caller verify(String token) {
        if (token.length() != LENGTH) {
            throw Jws.invalid();
        }
        String person = store.use(Hashes.sha256(token)).orElseThrow(Jws::invalid);
        return new Caller.Person(person, null);
    }

    /** The person's tokens, newest first. */
    public List<Listed> list(String personId) {
        return store.list(personId);
    }

    /**
     * Makes a token; what is returned is the only place where it can be read.
     *
     * @throws Problem 422 if the person has {@link #MOST} already, 404 if the platform has not registered the person
     */
    public Created create(String personId, @Nullable String name, Actor actor) {
        String token = PREFIX + RandomText.alphanumeric(RANDOM_CHARACTERS);
        String id = Ids.create();
        Instant createdAt = database.inTransaction(connection -> {
            PersonStore.require(connection, personId);
            if (PersonalTokenStore.count(connection, personId) >= MOST) {
                throw Problem.badField("name", "too_many_tokens", String.valueOf(MOST));
            }
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "personal_token_created", name));
            return PersonalTokenStore.insert(connection, id, personId, name, Hashes.sha256(token));
        });
        return new Created(id, name, new Secret(token), createdAt);
    }

    /**
     * Ends one of the person's tokens, at once and on every node.
     *
     * @throws Problem 404 if it is not the person's
     */
    public void delete(String personId, String tokenId, Actor actor) {
        database.useTransaction(connection -> {
            String name = PersonalTokenStore.delete(connection, personId, tokenId)
                    .orElseThrow(() -> Problem.of(Problem.Code.NOT_FOUND, "token"));
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "personal_token_deleted", name));
        });
    }
}
