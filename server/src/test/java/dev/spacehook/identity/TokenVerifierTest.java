package dev.spacehook.identity;

import static dev.spacehook.identity.TestTokens.base64;
import static dev.spacehook.identity.TestTokens.sign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Secret;
import dev.spacehook.config.Settings;
import dev.spacehook.storage.TestDatabase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

    private static final String KEY = "the-newer-key-of-thirty-two-characters-and-more";
    private static final String OLD_KEY = "the-older-key-of-thirty-two-characters-and-more";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final Identity identity = new Identity(POSTGRES, settings());
    private final TokenVerifier verifier = identity.verifier();

    private static Settings settings() {
        Map<String, String> values = new HashMap<>(POSTGRES.environment());
        values.put("SPACEHOOK_JWT_SECRET", KEY + "," + OLD_KEY);
        values.put("SPACEHOOK_CLIENT_ID", "platform");
        values.put("SPACEHOOK_CLIENT_SECRET", "secret");
        return Settings.from(values);
    }

    private Caller verify(String token) {
        return verifier.verify(List.of("Bearer " + token));
    }

    private void assertRefused(String token) {
        assertRefused(Problem.Code.TOKEN_INVALID, List.of("Bearer " + token));
    }

    private void assertRefused(Problem.Code code, List<String> headers) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> verifier.verify(headers))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> {
                    if (verifier.verifyWithoutBlocking(headers) == null) {
                        throw Problem.of(code);
                    }
                })
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static String claims(String changed) {
        long now = Instant.now().getEpochSecond();
        Map<String, String> claims = new java.util.LinkedHashMap<>();
        claims.put("sub", "\"u1\"");
        claims.put("aud", "\"user\"");
        claims.put("type", "\"accessToken\"");
        claims.put("cId", "\"c1\"");
        claims.put("jti", "\"j\"");
        claims.put("iat", String.valueOf(now));
        claims.put("exp", String.valueOf(now + 600));
        if (!changed.isEmpty()) {
            String[] parts = changed.split("=", 2);
            if (parts[1].isEmpty()) {
                claims.remove(parts[0]);
            } else {
                claims.put(parts[0], relative(parts[1], now));
            }
        }
        return claims.entrySet().stream()
                .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }

    /** {@code now+60} for a time. */
    private static String relative(String value, long now) {
        return value.startsWith("now") ? String.valueOf(now + Long.parseLong(value.substring(3))) : value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "iat=",
                "jti=",
                "cId=",
                "exp=now-20",
                "nbf=now+20",
                "iat=now+20",
                "exp=now+31536000",
                "scope={\"nested\":[1,{\"a\":null}]}",
                "roles=[\"admin\"]"
            })
    void acceptsAPersonsToken(String changed) {
        assertThat(verify(sign(HEADER, claims(changed), KEY)))
                .isInstanceOfSatisfying(
                        Caller.Person.class,
                        person -> assertThat(person.personId()).isEqualTo("u1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exp=",
                "exp=\"1900000000\"",
                "exp=1e400",
                "exp=null",
                "exp=true",
                "exp=-1",
                "exp=now+315360000",
                "exp=99999999999999999999",
                "nbf=now+60",
                "nbf=\"x\"",
                "iat=now+60",
                "iat=[]",
                "aud=",
                "aud=\"admin\"",
                "aud=[\"user\"]",
                "aud={\"user\":1}",
                "aud=null",
                "aud=\"USER\"",
                "type=",
                "type=\"refreshToken\"",
                "type=[\"accessToken\"]",
                "sub=",
                "sub=\"\"",
                "sub=\"a b\"",
                "sub=\"../x\"",
                "sub=1",
                "sub={\"$ne\":null}",
                "cId=1",
                "jti=[]",
                "sub=\"u1\",\"sub\":\"u2\"",
                "x=1,\"x\":1",
                "x=\"\\u0000\"",
                "x=01"
            })
    void refusesClaims(String changed) {
        assertRefused(sign(HEADER, claims(changed), KEY));
    }

    @Test
    void expiredIsSaidAfterTheSkew() {
        String token = sign(HEADER, claims("exp=now-40"), KEY);

        assertRefused(Problem.Code.TOKEN_EXPIRED, List.of("Bearer " + token));
        assertRefused(sign(HEADER, claims("exp=now-40"), "a-foreign-key-of-thirty-two-characters-and-more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"nOnE\"}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"HS512\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"ES256\"}",
                "{\"alg\":\"PBES2-HS256+A128KW\"}",
                "{\"alg\":null}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"HS256\",\"alg\":\"none\"}",
                "{\"typ\":\"JWT\"}",
                "{}",
                "[]",
                "{\"alg\":\"HS256\",\"typ\":\"JWE\"}",
                "{\"alg\":\"HS256\",\"typ\":1}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"YQ\"}}",
                "{\"alg\":\"HS256\",\"jku\":\"http://127.0.0.1:1/\"}",
                "{\"alg\":\"HS256\",\"x5u\":\"http://127.0.0.1:1/\"}",
                "{\"alg\":\"HS256\",\"x5c\":[\"MII\"]}",
                "{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}",
                "{\"alg\":\"HS256\",\"kid\":\"x' OR 1=1--\"}",
                "{\"alg\":\"HS256\",\"kid\":7}",
                "{\"alg\":\"HS256\",\"kid\":\"unknown\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"HS256\",\"b64\":false}",
                "{\"alg\":\"HS256\",\"zip\":\"DEF\"}",
                "{\"alg\":\"HS256\",\"cty\":\"JWT\"}",
                "{\"alg\":\"HS256\"} "
            })
    void refusesHeaders(String header) {
        if (header.endsWith(" ")) {
            // white space is JSON too: the one header here that is fine
            assertThat(verify(sign(header, claims(""), KEY))).isInstanceOf(Caller.Person.class);
            return;
        }
        assertRefused(sign(header, claims(""), KEY));
        assertRefused(base64(header) + "." + base64(claims("")) + ".");
    }

    @Test
    void refusesALongKid() {
        assertRefused(sign("{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(10_240) + "\"}", claims(""), KEY));
    }

    @Test
    void refusesOtherSpellingsOfTheSameSignature() {
        String token = sign(HEADER, claims(""), KEY);
        char last = token.charAt(token.length() - 1);
        // 32 bytes leave two unused bits in the last character: the next ones of the alphabet decode alike
        String sameBytes = token.substring(0, token.length() - 1) + (char) (last + 1);

        assertThat(verify(token)).isNotNull();
        assertRefused(sameBytes);
        assertRefused(token + "=");
        assertRefused(token + "==");
        assertRefused(token + " ");
        assertRefused(token + "\n");
        assertRefused(" " + token);
        assertRefused(token.replace("-", "+").replace("_", "/") + "+");
        assertRefused(token + ".");
        assertRefused(token + ".." + token);
        assertRefused(token.substring(0, token.lastIndexOf('.') + 1));
        assertRefused(token.substring(0, token.lastIndexOf('.')));
        assertRefused("." + token);
    }

    @Test
    void refusesNestedAndEncryptedTokens() {
        String inner = sign(HEADER, claims(""), KEY);
        assertRefused(sign(HEADER, "\"" + inner + "\"", KEY));
        assertRefused(base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + "..AAAA.AAAA.AAAA");
    }

    @Test
    void refusesLongTokensBeforeAnyCryptography() {
        assertRefused("a".repeat(64 * 1024));
    }

    @Test
    void acceptsEveryKeyAndNoOther() {
        assertThat(verify(sign(HEADER, claims(""), OLD_KEY))).isInstanceOf(Caller.Person.class);
        assertRefused(sign(HEADER, claims(""), "a-foreign-key-of-thirty-two-characters-and-more"));
        assertRefused(sign(HEADER, claims(""), "\0"));
    }

    @Test
    void missingIsSaidWhereThereIsNoBearer() {
        assertRefused(Problem.Code.TOKEN_MISSING, List.of());
        assertRefused(Problem.Code.TOKEN_MISSING, List.of("Basic dTpw"));
        assertRefused(Problem.Code.TOKEN_MISSING, List.of("Bearer"));
        assertRefused(Problem.Code.TOKEN_INVALID, List.of("Bearer "));
        String good = "Bearer " + sign(HEADER, claims(""), KEY);
        assertRefused(Problem.Code.TOKEN_INVALID, List.of(good, good));
    }

    @Test
    void thePlatformsClientIsKnownWithoutBlocking() {
        List<String> header = List.of("Bearer " + TestTokens.ofClient("platform", KEY));

        assertThat(verifier.verifyWithoutBlocking(header)).isEqualTo(new Caller.Platform("platform"));
        assertThat(verifier.verify(header)).isEqualTo(new Caller.Platform("platform"));
    }

    @Test
    void aPersonNamedLikeThePlatformIsNotThePlatform() {
        assertThat(verify(TestTokens.ofPerson("platform", KEY))).isInstanceOf(Caller.Person.class);
    }

    @Test
    void thePrintedTokenActsAsTheClientsPerson() {
        identity.people().put("owner", "owner@example.com", null, null, Actor.SYSTEM);
        identity.clients().put("62a09fc702f86ce37a9386f2", "owner", new Secret("s"));

        assertThat(verify(TestTokens.ofClient("62a09fc702f86ce37a9386f2", KEY)))
                .isEqualTo(new Caller.Person("owner", "62a09fc702f86ce37a9386f2"));
        assertRefused(TestTokens.ofClient("another", KEY));
        String claims = TestTokens.claims("owner", "client", "62a09fc702f86ce37a9386f2");
        assertRefused(sign(HEADER, claims, KEY));
    }

    @Test
    void aDeletedPersonsTokensEnd() {
        identity.people().put("leaver", "leaver@example.com", null, null, Actor.SYSTEM);
        identity.clients().put("leavers-client", "leaver", new Secret("s"));
        String personal =
                identity.tokens().create("leaver", null, Actor.SYSTEM).token().value();
        List<String> tokens =
                List.of(TestTokens.ofPerson("leaver", KEY), TestTokens.ofClient("leavers-client", KEY), personal);
        tokens.forEach(token -> assertThat(verify(token)).isInstanceOf(Caller.Person.class));

        identity.people().delete("leaver", Actor.SYSTEM);

        tokens.forEach(this::assertRefused);
    }

    @Test
    void aPersonalTokenActsAsItsPersonUntilDeleted() {
        identity.people().put("scripter", "scripter@example.com", null, null, Actor.SYSTEM);
        PersonalTokens.Created created = identity.tokens().create("scripter", "nightly", Actor.SYSTEM);
        String token = created.token().value();

        assertThat(token).startsWith("shp_").hasSize(44);
        assertThat(created.toString()).doesNotContain(token);
        assertThat(verify(token)).isEqualTo(new Caller.Person("scripter", null));
        assertThat(identity.tokens().list("scripter")).hasSize(1);
        assertRefused(token.substring(0, 43) + (token.endsWith("a") ? "b" : "a"));
        assertRefused("shp_");

        identity.tokens().delete("scripter", created.id(), Actor.SYSTEM);
        assertRefused(token);
    }
}
