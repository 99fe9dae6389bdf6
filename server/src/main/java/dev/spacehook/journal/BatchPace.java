package dev.spacehook.journal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets a batch gather for some milliseconds while the last ones were not small: at half of what the machine can do, a
 * writer that begins anew at once writes so many batches, and so few rows with each, that PostgreSQL works twice as long
 * for a row. A writer that has little to do is not held up. For one thread.
 */
public final class BatchPace {

    private final long leastNanos;
    private final int busyFrom;
    private final LongSupplier nanoTime;
    private final LongConsumer park;
    private long begun;
    private int size;

    /**
     * @param least from the begin of one batch to that of the next, where the one was of {@code busyFrom} or more
     * @param busyFrom from 1
     */
    public BatchPace(Duration least, int busyFrom) {
        this(least, busyFrom, System::nanoTime, LockSupport::parkNanos);
    }

    BatchPace(Duration least, int busyFrom, LongSupplier nanoTime, LongConsumer park) {
        this.leastNanos = least.toNanos();
        this.busyFrom = busyFrom;
        this.nanoTime = nanoTime;
        this.park = park;
        this.begun = nanoTime.getAsLong();
    }

    /** Waits until the next batch may be taken; {@code hurry} ends that, once the thread is unparked. */
    public void await(BooleanSupplier hurry) {
        if (size < busyFrom) {
            return;
        }
        for (long left = left(); left > 0 && !hurry.getAsBoolean(); left = left()) {
            park.accept(left);
        }
    }

    private long left() {
        return begun + leastNanos - nanoTime.getAsLong();
    }

    /** Notes that a batch begins. */
    public void begin(int batchSize) {
        begun = nanoTime.getAsLong();
        size = batchSize;
    }
}
