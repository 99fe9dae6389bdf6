package dev.spacehook.cabinet;

import dev.spacehook.identity.People;
import dev.spacehook.identity.Person;
import dev.spacehook.storage.Database;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in. A session ends by signing out, by a change of password, or after a day. The token is in the cookie
 * only; here is its hash. Blocks. Thread-safe.
 */
@Singleton
final class Sessions {

    static final Duration LIFETIME = Duration.ofHours(24);

    /** Of a person whom only the platform knows: there is no password here that could change. */
    private static final int WITHOUT_PASSWORD = 0;

    /**
     * Someone signed in.
     *
     * @param email null where only the platform knows the person
     */
    record SignedIn(String personId, @Nullable String email) {}

    private final Database database;
    private final People people;

    @Inject
    Sessions(Database database, People people) {
        this.database = database;
        this.people = people;
    }

    /** Starts a session; the result is its token, for the cookie. */
    String begin(String personId, int passwordVersion) {
        String token = Tokens.create();
        database.useTransaction(connection -> {
            SessionStore.purge(connection);
            SessionStore.insert(
                    connection, Tokens.hash(token), new SessionStore.Row(personId, passwordVersion), LIFETIME);
        });
        return token;
    }

    /** As {@link #begin(String, int)} for someone whom the platform has sent here. */
    String begin(String personId) {
        return begin(
                personId, people.find(personId).map(Person::passwordVersion).orElse(WITHOUT_PASSWORD));
    }

    Optional<SignedIn> find(String token) {
        return database.read(connection -> SessionStore.find(connection, Tokens.hash(token)))
                .flatMap(this::current);
    }

    private Optional<SignedIn> current(SessionStore.Row session) {
        Optional<Person> person = people.find(session.personId());
        int version = person.map(Person::passwordVersion).orElse(WITHOUT_PASSWORD);
        if (version != session.passwordVersion()) {
            return Optional.empty();
        }
        return Optional.of(
                new SignedIn(session.personId(), person.map(Person::email).orElse(null)));
    }

    void end(String token) {
        database.useTransaction(connection -> SessionStore.delete(connection, Tokens.hash(token)));
    }
}
