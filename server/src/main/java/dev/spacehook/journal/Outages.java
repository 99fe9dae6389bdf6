package dev.spacehook.journal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Remembers that the database was away for long. For one margin after it, outcomes that are still in memory are being
 * written; the sweep waits for them, or it would send again what was delivered. At most once in five minutes, so that a
 * database that comes and goes cannot starve the sweep. Thread-safe.
 */
public final class Outages {
    private static final long APART_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final long marginNanos;
    private final LongSupplier nanoTime;
    private boolean ongoing;
    private boolean standing;
    private long begunAt;
    private long standUntil;

    public Outages(Duration margin, LongSupplier nanoTime) {
        this.marginNanos = margin.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Statements have failed or hung for over 10 s. To be said as long as it lasts. */
    public synchronized void seen() {
        long now = nanoTime.getAsLong();
        if (ongoing || !standing || now - begunAt > APART_NANOS) {
            begunAt = ongoing ? begunAt : now;
            ongoing = true;
            standing = true;
            standUntil = now + marginNanos;
        }
    }

    /** The database answers again. */
    public synchronized void over() {
        ongoing = false;
    }

    /** Whether the horizon stands still. */
    public synchronized boolean isRecovering() {
        return standing && standUntil - nanoTime.getAsLong() > 0;
    }
}
