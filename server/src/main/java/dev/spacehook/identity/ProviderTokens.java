package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the platform's own identity provider, where one is configured: RS256 or ES256, each only with a key of its
 * kind, so that no public key ever serves as a shared secret. May block on fetching keys. Thread-safe.
 */
@Singleton
final class ProviderTokens {

    private final Settings.@Nullable ExternalIdentity provider;
    private final @Nullable ProviderKeys keys;

    @Inject
    ProviderTokens(Settings settings) {
        this(settings, System::nanoTime);
    }

    ProviderTokens(Settings settings, LongSupplier nanoTime) {
        this.provider = settings.externalIdentity();
        this.keys = provider == null ? null : new ProviderKeys(provider.jwksUrl(), nanoTime);
    }

    /** @throws Problem 401 {@code token_invalid} or {@code token_expired}, 503 where the keys cannot be had */
    Verified verify(Jws token) {
        if (provider == null || keys == null || !hasKnownAlgorithm(token)) {
            throw Jws.invalid();
        }
        List<JsonWebKey> candidates = keys.of(token.keyId());
        if (candidates.stream().noneMatch(key -> isSigned(token, key))) {
            throw Jws.invalid();
        }
        long last = Lifetime.check(token.claims(), Instant.now());
        String person = person(token.claims(), provider);
        return new Verified(new Grant(Grant.Audience.USER, person, person), last);
    }

    private static boolean hasKnownAlgorithm(Jws token) {
        return token.algorithm().equals(AlgorithmIdentifiers.RSA_USING_SHA256)
                || token.algorithm().equals(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    }

    private static boolean isSigned(Jws token, JsonWebKey candidate) {
        Key key = candidate.getKey();
        String fitting = algorithm(key);
        if (!token.algorithm().equals(fitting) || !"sig".equals(useOf(candidate))) {
            return false;
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(
                new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, fitting));
        signature.setKey(key);
        try {
            signature.setCompactSerialization(token.compact());
            return signature.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }

    private static @Nullable String algorithm(Key key) {
        return switch (key) {
            case RSAPublicKey rsa -> AlgorithmIdentifiers.RSA_USING_SHA256;
            case ECPublicKey ec -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
            default -> null;
        };
    }

    private static String useOf(JsonWebKey key) {
        return key.getUse() == null ? "sig" : key.getUse();
    }

    private static String person(JsonMembers claims, Settings.ExternalIdentity provider) {
        String issuer = provider.issuer();
        if (issuer != null && !issuer.equals(Jws.text(claims, "iss"))) {
            throw Jws.invalid();
        }
        String audience = provider.audience();
        if (audience != null && !isFor(claims.value("aud"), audience)) {
            throw Jws.invalid();
        }
        String person = Jws.text(claims, provider.userClaim());
        if (person == null || !Ids.isId(person)) {
            throw Jws.invalid();
        }
        return person;
    }

    /** RFC 7519, section 4.1.3: one audience or a list of them. */
    private static boolean isFor(@Nullable Object claim, String audience) {
        return audience.equals(claim) || (claim instanceof List<?> audiences && audiences.contains(audience));
    }
}
