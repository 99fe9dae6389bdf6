package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.config.Secret;
import dev.spacehook.storage.Keys;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * The tokens this service signs: JWT, HS256 and nothing else. The first key signs, every key verifies; the header names
 * no key, and one that does is not ours. Thread-safe; does not block.
 */
@Singleton
final class OwnTokens {

    static final String ALGORITHM = AlgorithmIdentifiers.HMAC_SHA256;
    static final Duration ACCESS_LIFETIME = Duration.ofDays(7);
    static final Duration REFRESH_LIFETIME = Duration.ofDays(21);
    static final String ACCESS = "accessToken";
    static final String REFRESH = "refreshToken";

    private static final AlgorithmConstraints ONLY_HS256 =
            new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, ALGORITHM);

    private final List<Key> keys;

    OwnTokens(Keys keys) {
        this.keys = keys.jwtKeys().stream().map(OwnTokens::key).toList();
    }

    private static Key key(Secret secret) {
        return new HmacKey(secret.value().getBytes(StandardCharsets.UTF_8));
    }

    /** An access token, its claims in the documented order. */
    String access(Grant grant) {
        JwtClaims claims = claims(grant, ACCESS);
        finish(claims, ACCESS_LIFETIME);
        return sign(claims);
    }

    /** A refresh token; {@code versions} are what ends it early when they change. */
    String refresh(Grant grant, Map<String, String> versions) {
        JwtClaims claims = claims(grant, REFRESH);
        versions.forEach(claims::setStringClaim);
        finish(claims, REFRESH_LIFETIME);
        return sign(claims);
    }

    private static JwtClaims claims(Grant grant, String type) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(grant.subject());
        claims.setAudience(grant.audience().claim());
        claims.setStringClaim("type", type);
        claims.setStringClaim("cId", grant.clientId());
        return claims;
    }

    private static void finish(JwtClaims claims, Duration lifetime) {
        long now = Instant.now().getEpochSecond();
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setIssuedAt(NumericDate.fromSeconds(now));
        claims.setExpirationTime(NumericDate.fromSeconds(now + lifetime.toSeconds()));
    }

    private String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(ALGORITHM);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims.toJson());
        signature.setKey(keys.getFirst());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("the key cannot sign", e);
        }
    }

    /**
     * Checks signature, times and type.
     *
     * @param type {@link #ACCESS} or {@link #REFRESH}
     * @throws Problem 401 {@code token_invalid} or {@code token_expired}
     */
    Verified verify(Jws token, String type) {
        if (!token.algorithm().equals(ALGORITHM) || token.keyId() != null || !isSigned(token.compact())) {
            throw Jws.invalid();
        }
        long last = Lifetime.check(token.claims(), Instant.now());
        return new Verified(grant(token.claims(), type), last);
    }

    private boolean isSigned(String compact) {
        return keys.stream().anyMatch(key -> isSigned(compact, key));
    }

    private static boolean isSigned(String compact, Key key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(ONLY_HS256);
        signature.setKey(key);
        try {
            signature.setCompactSerialization(compact);
            return signature.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }

    private static Grant grant(JsonMembers claims, String type) {
        String subject = Jws.text(claims, "sub");
        String client = Jws.text(claims, "cId");
        Grant.Audience audience = Grant.Audience.of(Jws.text(claims, "aud"));
        Jws.text(claims, "jti");
        if (!type.equals(Jws.text(claims, "type")) || audience == null || subject == null || !Ids.isId(subject)) {
            throw Jws.invalid();
        }
        if (client != null && !Ids.isId(client)) {
            throw Jws.invalid();
        }
        if (audience == Grant.Audience.CLIENT && !subject.equals(client)) {
            throw Jws.invalid();
        }
        return new Grant(audience, subject, client == null ? subject : client);
    }
}
