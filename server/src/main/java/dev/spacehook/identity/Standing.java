package dev.spacehook.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.spacehook.api.Problem;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Whether the person or client that a token names is still there; answers are trusted for a moment. */
@Singleton
final class Standing {

    static final Duration TRUSTED_FOR = Duration.ofSeconds(2);
    private static final int REMEMBERED = 50_000;
    private static final String NOBODY = "";

    private final PersonStore people;
    private final ClientStore clients;
    private final Cache<String, Boolean> deleted = cache();
    private final Cache<String, String> personByClient = cache();

    Standing(PersonStore people, ClientStore clients) {
        this.people = people;
        this.clients = clients;
    }

    private static <V> Cache<String, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(TRUSTED_FOR)
                .build();
    }

    /**
     * A person this service has never heard of may own spaces all the same: the platform names owners by id alone.
     *
     * @throws Problem 401 {@code token_invalid} if the person was deleted
     */
    void requireNotDeleted(String personId) {
        if (deleted.get(personId, people::isDeleted)) {
            throw Jws.invalid();
        }
    }

    /**
     * The person whose client this is.
     *
     * @throws Problem 401 {@code token_invalid} if there is no such client or the person was deleted
     */
    String personOfClient(String clientId) {
        String person = personByClient.get(clientId, id -> clients.personOf(id).orElse(NOBODY));
        if (person.isEmpty()) {
            throw Jws.invalid();
        }
        return person;
    }

    /** Makes a change made through this node hold here at once. */
    void forget() {
        deleted.invalidateAll();
        personByClient.invalidateAll();
    }
}
