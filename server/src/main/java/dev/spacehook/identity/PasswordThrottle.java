package dev.spacehook.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.spacehook.api.Problem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Stops guessing: 20 wrong passwords from one address, for one person or for many, then one more every 45 seconds. It
 * counts addresses, never people, so that nobody can lock another out. Kept in memory, for each node. Thread-safe.
 */
@Singleton
final class PasswordThrottle {

    static final int WRONG_ALLOWED = 20;
    static final Duration RECOVERY = Duration.ofSeconds(45);
    private static final int REMEMBERED = 100_000;

    /** An attempt counts as wrong until it is known to be right: many at once gain nothing. */
    interface Attempt {
        void succeeded();
    }

    private final LongSupplier nanoTime;
    private final Cache<String, Bucket> byAddress = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(RECOVERY.multipliedBy(WRONG_ALLOWED))
            .build();

    PasswordThrottle() {
        this(System::nanoTime);
    }

    PasswordThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws Problem 429 {@code too_many_requests} */
    Attempt begin(String address) {
        long now = nanoTime.getAsLong();
        Bucket bucket = byAddress.get(address, a -> new Bucket(RECOVERY, WRONG_ALLOWED, now));
        long wait = bucket.take(now);
        if (wait > 0) {
            throw Problem.of(Problem.Code.TOO_MANY_REQUESTS, "passwords")
                    .retryAfter((int) Math.ceilDiv(wait, 1_000_000_000L));
        }
        return bucket::giveBack;
    }
}
