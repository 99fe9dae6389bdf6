package dev.spacehook.identity;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets through {@code burst} at once and one more every {@code interval} (generic cell rate algorithm: one number, the
 * time at which the bucket will be full again). Thread-safe, lock-free.
 */
final class Bucket {

    private final long interval;
    private final long tolerance;
    private final AtomicLong fullAt;

    Bucket(Duration interval, int burst, long nowNanos) {
        this.interval = interval.toNanos();
        this.tolerance = this.interval * (burst - 1);
        this.fullAt = new AtomicLong(nowNanos);
    }

    /** Takes one: 0, or how many nanoseconds to wait before there will be one. */
    long take(long now) {
        while (true) {
            long full = fullAt.get();
            long base = full - now > 0 ? full : now;
            long wait = base - now - tolerance;
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(full, base + interval)) {
                return 0;
            }
        }
    }

    /** Gives one back. */
    void giveBack() {
        fullAt.addAndGet(-interval);
    }
}
