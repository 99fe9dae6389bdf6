package dev.spacehook.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request. What the bytes of our own tokens prove is remembered until they expire, a provider's
 * token is checked each time, since its key may be withdrawn; that its person or client still exists is asked of the
 * database again every {@link Standing#TRUSTED_FOR}, so that a deleted one's tokens end on every node within seconds.
 * Thread-safe.
 */
@Singleton
public final class TokenVerifier {

    private static final int REMEMBERED = 20_000;

    private final OwnTokens ownTokens;
    private final ProviderTokens providerTokens;
    private final PersonalTokens personalTokens;
    private final Standing standing;
    private final @Nullable String platformClientId;
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    TokenVerifier(
            OwnTokens ownTokens,
            ProviderTokens providerTokens,
            PersonalTokens personalTokens,
            Standing standing,
            Settings settings) {
        this.ownTokens = ownTokens;
        this.providerTokens = providerTokens;
        this.personalTokens = personalTokens;
        this.standing = standing;
        Settings.PlatformClient platform = settings.platformClient();
        this.platformClientId = platform == null ? null : platform.id();
    }

    /**
     * Who sends a request with these {@code Authorization} headers. May block: on the database, or on the external
     * provider's keys.
     *
     * @throws Problem 401 {@code token_missing}, {@code token_invalid} or {@code token_expired}
     * @throws dev.spacehook.storage.StorageException if the database has to be asked and does not answer
     */
    public Caller verify(@Nullable List<String> authorizationHeaders) {
        String token = BearerToken.of(authorizationHeaders);
        if (PersonalTokens.isPersonal(token)) {
            return personalTokens.verify(token);
        }
        return caller(verified(token).grant());
    }

    /**
     * As {@link #verify}, for the event loop: null where the answer would need blocking. The platform's client never
     * does.
     *
     * @throws Problem 401 as {@link #verify}
     */
    public @Nullable Caller verifyWithoutBlocking(@Nullable List<String> authorizationHeaders) {
        String token = BearerToken.of(authorizationHeaders);
        if (PersonalTokens.isPersonal(token)) {
            return null;
        }
        Verified known = remembered(token);
        if (known == null) {
            Jws jws = Jws.parse(token);
            if (!jws.algorithm().equals(OwnTokens.ALGORITHM)) {
                return null;
            }
            known = remember(token, ownTokens.verify(jws, OwnTokens.ACCESS));
        }
        return isPlatform(known.grant()) ? new Caller.Platform(known.grant().subject()) : null;
    }

    private Verified verified(String token) {
        Verified known = remembered(token);
        if (known != null) {
            return known;
        }
        Jws jws = Jws.parse(token);
        return jws.algorithm().equals(OwnTokens.ALGORITHM)
                ? remember(token, ownTokens.verify(jws, OwnTokens.ACCESS))
                : providerTokens.verify(jws);
    }

    private @Nullable Verified remembered(String token) {
        Verified known = verified.getIfPresent(Hashes.key(token));
        if (known != null) {
            Lifetime.requireBefore(known.lastSecond(), Instant.now());
        }
        return known;
    }

    private Verified remember(String token, Verified result) {
        verified.put(Hashes.key(token), result);
        return result;
    }

    private Caller caller(Grant grant) {
        if (isPlatform(grant)) {
            return new Caller.Platform(grant.subject());
        }
        if (grant.audience() == Grant.Audience.CLIENT) {
            return new Caller.Person(standing.personOfClient(grant.subject()), grant.subject());
        }
        standing.requireNotDeleted(grant.subject());
        return new Caller.Person(grant.subject(), grant.clientId());
    }

    private boolean isPlatform(Grant grant) {
        return grant.audience() == Grant.Audience.CLIENT && grant.subject().equals(platformClientId);
    }
}
