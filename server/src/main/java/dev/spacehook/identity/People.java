package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people who may own spaces, and their passwords. Blocks. Thread-safe. */
@Singleton
public final class People {

    /** Someone who has shown a right password. */
    public record SignedIn(String personId, int passwordVersion) {}

    private final Database database;
    private final PersonStore store;
    private final Passwords passwords;
    private final PasswordThrottle throttle;
    private final Standing standing;
    private final Audit audit;

    People(
            Database database,
            PersonStore store,
            Passwords passwords,
            PasswordThrottle throttle,
            Standing standing,
            Audit audit) {
        this.database = database;
        this.store = store;
        this.passwords = passwords;
        this.throttle = throttle;
        this.standing = standing;
        this.audit = audit;
    }

    public boolean exists(String personId) {
        return find(personId).isPresent();
    }

    public Optional<Person> find(String personId) {
        return store.find(personId);
    }

    /**
     * Creates a person with an id of our own.
     *
     * @return the id
     * @throws Problem 422 {@code bad_field} if the e-mail is taken
     */
    public String create(NewPerson person, Actor actor) {
        String id = Ids.create();
        String hash = passwords.hash(person.password().value());
        Person row = new Person(id, person.email(), person.username(), person.phone(), 1);
        Emails.refuseTaken(() -> database.useTransaction(connection -> {
            PersonStore.insert(connection, row, hash);
            audit.record(connection, Audit.Entry.ofPerson(id, actor, "person_created", null));
        }));
        return id;
    }

    /**
     * Creates or changes a person under an id given by the platform; also brings a deleted one back.
     *
     * @param passwordHash bcrypt or Argon2, checked by {@link PasswordHashes}; null leaves what there is
     * @throws Problem 422 {@code bad_field} if the e-mail is another person's
     */
    public void put(
            String personId, String email, @Nullable String username, @Nullable String passwordHash, Actor actor) {
        Emails.refuseTaken(() -> database.useTransaction(connection -> {
            PersonStore.put(connection, personId, email, username, passwordHash);
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "person_imported", null));
        }));
        standing.forget();
    }

    /** Deletes a person: tokens, clients and personal data. False where there is none. */
    public boolean delete(String personId, Actor actor) {
        boolean deleted = database.inTransaction(connection -> {
            if (!PersonStore.delete(connection, personId)) {
                return false;
            }
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "person_deleted", null));
            return true;
        });
        standing.forget();
        return deleted;
    }

    /**
     * Checks a password. An unknown e-mail takes as long as a known one.
     *
     * @param address where the attempt comes from: too many wrong ones from there are refused, not the person
     * @throws Problem 429 {@code too_many_requests}, 503 {@code unavailable} when too many passwords are being hashed
     */
    public Optional<SignedIn> verifyPassword(String email, String password, String address) {
        PasswordThrottle.Attempt attempt = throttle.begin(address);
        Optional<PersonStore.Login> login = email.indexOf('\0') >= 0 ? Optional.empty() : store.login(email);
        boolean right = passwords.matches(
                password, login.map(PersonStore.Login::passwordHash).orElse(null));
        if (!right) {
            return Optional.empty();
        }
        attempt.succeeded();
        return login.map(person -> new SignedIn(person.personId(), person.passwordVersion()));
    }

    /**
     * Replaces a password; refresh tokens and sessions of the old one end.
     *
     * @return the new password version
     * @throws Problem 422 if the password is too short or too long, 404 if there is no such person
     */
    public int changePassword(String personId, String newPassword, Actor actor) {
        String hash = passwords.hash(NewPerson.requirePassword(newPassword));
        database.useTransaction(connection -> {
            if (!PersonStore.setPassword(connection, personId, hash)) {
                throw Problem.of(Problem.Code.NOT_FOUND);
            }
            audit.record(connection, Audit.Entry.ofPerson(personId, actor, "password_changed", null));
        });
        return find(personId).map(Person::passwordVersion).orElseThrow(() -> Problem.of(Problem.Code.NOT_FOUND));
    }
}
