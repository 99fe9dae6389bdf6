package dev.spacehook.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.storage.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an identity provider that serves its keys on loopback. */
class ProviderTokensTest {

    private static final PublicJsonWebKey RSA = key("rsa", true);
    private static final PublicJsonWebKey EC = key("ec", false);

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final AtomicLong later = new AtomicLong();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile PublicJsonWebKey[] published = {RSA, EC};
    private HttpServer provider = start();

    private static PublicJsonWebKey key(String id, boolean rsa) {
        try {
            PublicJsonWebKey key =
                    rsa ? RsaJwkGenerator.generateJwk(2048) : EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/keys", exchange -> {
                fetches.incrementAndGet();
                byte[] body = new JsonWebKeySet(published).toJson().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TokenVerifier verifier = new Identity(POSTGRES, POSTGRES.settings()).verifier();

    @BeforeEach
    void configure() {
        verifier = verifier("sub");
    }

    private TokenVerifier verifier(String userClaim) {
        Map<String, String> values = new HashMap<>(POSTGRES.environment());
        values.put(
                "SPACEHOOK_JWT_JWKS_URL",
                "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys");
        values.put("SPACEHOOK_JWT_ISSUER", "https://id.example");
        values.put("SPACEHOOK_JWT_AUDIENCE", "spacehook");
        values.put("SPACEHOOK_JWT_USER_CLAIM", userClaim);
        return new Identity(POSTGRES, Settings.from(values), () -> System.nanoTime() + later.get()).verifier();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    private static String claims(String sub, String issuer, String audience) {
        return "{\"sub\":\"" + sub + "\",\"uid\":\"other-claim\",\"iss\":\"" + issuer + "\",\"aud\":" + audience
                + ",\"exp\":" + (Instant.now().getEpochSecond() + 600) + "}";
    }

    private static String good() {
        return claims("owner", "https://id.example", "\"spacehook\"");
    }

    private static String sign(String algorithm, Key key, String keyId, String claims) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(algorithm);
            signature.setKeyIdHeaderValue(keyId);
            signature.setKey(key);
            signature.setPayload(claims);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private Caller verify(String token) {
        return verifier.verify(List.of("Bearer " + token));
    }

    private void assertRefused(String token) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> verify(token))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(Problem.Code.TOKEN_INVALID));
    }

    @Test
    void acceptsBothKindsAndFetchesOnce() {
        String rsa = sign("RS256", RSA.getPrivateKey(), "rsa", good());
        String ec = sign("ES256", EC.getPrivateKey(), "ec", good());

        assertThat(verify(rsa)).isEqualTo(new Caller.Person("owner", "owner"));
        assertThat(verify(ec)).isEqualTo(new Caller.Person("owner", "owner"));
        assertThat(verify(rsa)).isEqualTo(new Caller.Person("owner", "owner"));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void takesTheConfiguredClaimAndAListOfAudiences() {
        verifier = verifier("uid");
        String token = sign(
                "RS256",
                RSA.getPrivateKey(),
                "rsa",
                claims("someone@example.com", "https://id.example", "[\"a\",\"spacehook\"]"));

        assertThat(verify(token)).isEqualTo(new Caller.Person("other-claim", "other-claim"));
    }

    @Test
    void aPublicKeyNeverServesAsASharedSecret() {
        PublicKey publicKey = RSA.getPublicKey();
        String encoded = java.util.Base64.getMimeEncoder().encodeToString(publicKey.getEncoded());
        String pem = "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n";
        for (String header : List.of("{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"kid\":\"rsa\"}")) {
            assertRefused(TestTokens.sign(header, good(), pem));
            assertRefused(TestTokens.sign(header, good(), encoded));
            assertRefused(TestTokens.sign(header, good(), RSA.toJson()));
        }
    }

    @Test
    void refusesForeignKeysAndMixedUpAlgorithms() {
        PublicJsonWebKey foreign = key("rsa", true);
        assertRefused(sign("RS256", foreign.getPrivateKey(), "rsa", good()));
        assertRefused(sign("RS384", RSA.getPrivateKey(), "rsa", good()));
        assertRefused(sign("PS256", RSA.getPrivateKey(), "rsa", good()));
        assertRefused(sign("RS256", RSA.getPrivateKey(), "ec", good()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "iss", "aud", "exp"})
    void refusesWrongClaims(String claim) {
        String claims = switch (claim) {
            case "sub" -> claims("some one", "https://id.example", "\"spacehook\"");
            case "iss" -> claims("owner", "https://evil.example", "\"spacehook\"");
            case "aud" -> claims("owner", "https://id.example", "[\"other\"]");
            default -> "{\"sub\":\"owner\",\"iss\":\"https://id.example\",\"aud\":\"spacehook\"}";
        };

        assertRefused(sign("RS256", RSA.getPrivateKey(), "rsa", claims));
    }

    @Test
    void aKeyThatTheProviderWithdrewEndsWithinAnHourForTokensSeenBeforeToo() {
        String token = sign("RS256", RSA.getPrivateKey(), "rsa", good());
        verify(token);
        published = new PublicJsonWebKey[] {EC};

        later.set(Duration.ofHours(1).plusSeconds(1).toNanos());

        assertRefused(token);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void aNewKeyIsTakenWhenATokenNamesIt() {
        verify(sign("RS256", RSA.getPrivateKey(), "rsa", good()));
        PublicJsonWebKey added = key("added", true);
        published = new PublicJsonWebKey[] {RSA, added};

        later.set(Duration.ofSeconds(6).toNanos());

        assertThat(verify(sign("RS256", added.getPrivateKey(), "added", good())))
                .isInstanceOf(Caller.Person.class);
    }

    @Test
    void aStormOfUnknownKeysIsOneFetch() {
        for (int i = 0; i < 50; i++) {
            assertRefused(sign("RS256", RSA.getPrivateKey(), "unknown" + i, good()));
        }

        assertThat(fetches).hasValue(1);
    }

    @Test
    void withoutKeysItIsUnavailable() {
        provider.stop(0);
        String token = sign("RS256", RSA.getPrivateKey(), "rsa", good());

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> verify(token))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE));
    }

    @Test
    void ourOwnTokensStayGood() {
        String token = TestTokens.ofPerson("u1", "a-key-for-tests-of-32-characters-and-more");

        assertThat(verify(token)).isInstanceOf(Caller.Person.class);
        assertThat(fetches).hasValue(0);
    }
}
