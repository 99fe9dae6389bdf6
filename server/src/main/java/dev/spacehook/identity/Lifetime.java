package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import java.time.Duration;
import java.time.Instant;

/** The times in a token (RFC 7519, section 4.1): {@code exp} required, {@code nbf} and {@code iat} checked if there. */
final class Lifetime {

    /** How far two clocks may be apart. */
    static final Duration SKEW = Duration.ofSeconds(30);

    /** No issuer means a token to live longer; one that does is a mistake or a forgery. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private Lifetime() {}

    /**
     * Checks the times and gives the last second in which the token is accepted.
     *
     * @throws Problem 401 {@code token_invalid} or {@code token_expired}
     */
    static long check(JsonMembers claims, Instant now) {
        long second = now.getEpochSecond();
        long skew = SKEW.toSeconds();
        double expires = time(claims, "exp");
        if (expires > second + LONGEST.toSeconds()) {
            throw Jws.invalid();
        }
        for (String past : new String[] {"iat", "nbf"}) {
            if (claims.has(past) && time(claims, past) > second + skew) {
                throw Jws.invalid();
            }
        }
        long last = (long) expires + skew;
        requireBefore(last, now);
        return last;
    }

    /** @throws Problem 401 {@code token_expired} */
    static void requireBefore(long lastSecond, Instant now) {
        if (now.getEpochSecond() > lastSecond) {
            throw Problem.of(Problem.Code.TOKEN_EXPIRED);
        }
    }

    private static double time(JsonMembers claims, String name) {
        if (claims.value(name) instanceof Number number && number.doubleValue() >= 0) {
            return number.doubleValue();
        }
        throw Jws.invalid();
    }
}
