package dev.spacehook.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.storage.TestDatabase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Tokens that are almost right. A changed one is refused; a rightly signed one with odd claims is refused, or is that of
 * the person it names. Nothing but a refusal is thrown.
 */
public final class TokenFuzz implements Consumer<Random> {

    private static final String KEY = "a-key-for-the-fuzzer-of-32-characters-and-more";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String ALPHABET = "ABCxyz019-_.=+/ \n\0é";

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "1e999999999",
            "1.5",
            "9223372036854775808",
            "\"\"",
            "\"x\"",
            "[]",
            "[\"user\"]",
            "{}",
            "\"user\"",
            "\"client\"",
            "\"accessToken\"",
            "\"refreshToken\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"HS256\"",
            "\"none\"",
            "\"RS256\"",
            "[\"b64\"]",
            "\"../../dev/null\"",
            "NaN",
            "01",
            "\"https://127.0.0.1/keys\"");

    private static final List<String> NAMES = List.of(
            "sub",
            "aud",
            "type",
            "cId",
            "jti",
            "iat",
            "exp",
            "nbf",
            "iss",
            "alg",
            "typ",
            "kid",
            "jwk",
            "jku",
            "x5u",
            "crit",
            "b64",
            "zip",
            "__proto__",
            "");

    private final TokenVerifier verifier;

    public TokenFuzz(TestDatabase postgres) {
        Map<String, String> values = new HashMap<>(postgres.environment());
        values.put("SPACEHOOK_JWT_SECRET", KEY);
        verifier = new Identity(postgres, Settings.from(values)).verifier();
    }

    @Override
    public void accept(Random random) {
        String person = "person" + random.nextInt(1_000_000);
        if (random.nextBoolean()) {
            String token = TestTokens.ofPerson(person, KEY);
            String mutant = mutate(token, random);
            assertThat(mutant.equals(token)).isEqualTo(verified(mutant).isPresent());
        } else {
            String token = TestTokens.sign(odd(HEADER, random), odd(claims(person), random), KEY);
            verified(token).ifPresent(caller -> assertThat(caller).isInstanceOf(Caller.Person.class));
        }
    }

    private static String claims(String person) {
        long now = Instant.now().getEpochSecond();
        return "{\"sub\":\"" + person
                + "\",\"aud\":\"user\",\"type\":\"accessToken\",\"cId\":\"c\",\"jti\":\"b9f2\",\"iat\":" + now
                + ",\"exp\":" + (now + 600) + "}";
    }

    private Optional<Caller> verified(String token) {
        List<String> headers = List.of("Bearer " + token);
        Optional<Caller> caller = orRefused(() -> verifier.verify(headers));
        Optional<Caller> again = orRefused(() -> verifier.verifyWithoutBlocking(headers));
        assertThat(again.isPresent() && caller.isEmpty()).isFalse();
        return caller;
    }

    private static Optional<Caller> orRefused(java.util.function.Supplier<Caller> verification) {
        try {
            return Optional.ofNullable(verification.get());
        } catch (Problem refused) {
            assertThat(refused.code().status()).isEqualTo(401);
            return Optional.empty();
        }
    }

    private static String mutate(String token, Random random) {
        StringBuilder mutant = new StringBuilder(token);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(mutant.length());
            char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(3)) {
                case 0 -> mutant.setCharAt(at, other);
                case 1 -> mutant.insert(at, other);
                default -> mutant.deleteCharAt(at);
            }
        }
        return mutant.toString();
    }

    /** A member more, or another value, or characters changed. */
    private static String odd(String json, Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        return switch (random.nextInt(4)) {
            case 0 -> json;
            case 1 -> "{\"" + name + "\":" + value + "," + json.substring(1);
            case 2 ->
                json.replaceFirst(
                        "\"" + name + "\":(\"[^\"]*\"|\\d+)",
                        "\"" + name + "\":" + java.util.regex.Matcher.quoteReplacement(value));
            default -> mutate(json, random);
        };
    }
}
