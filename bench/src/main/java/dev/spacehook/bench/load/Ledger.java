package dev.spacehook.bench.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;

/**
 * What became of each event, by its number: when it was due to be sent, answered 202, and first arrived, and how often
 * it arrived. Thread-safe.
 */
public final class Ledger {

    private final AtomicLongArray sent;
    private final AtomicLongArray accepted;
    private final AtomicLongArray arrived;
    private final AtomicIntegerArray arrivals;
    private final AtomicLong acceptedCount = new AtomicLong();
    private final AtomicLong arrivedCount = new AtomicLong();

    /** @param capacity how many events at most; 28 bytes each */
    public Ledger(int capacity) {
        sent = new AtomicLongArray(capacity);
        accepted = new AtomicLongArray(capacity);
        arrived = new AtomicLongArray(capacity);
        arrivals = new AtomicIntegerArray(capacity);
    }

    public int capacity() {
        return arrivals.length();
    }

    /** @param nanos when it was due to be sent, by {@link System#nanoTime} */
    void sent(long n, long nanos) {
        sent.setPlain((int) n, nanos);
    }

    public void accepted(long n, long nanos) {
        if (accepted.compareAndSet((int) n, 0, nanos)) {
            acceptedCount.incrementAndGet();
        }
    }

    /** Events of somebody else, numbered beyond the capacity, are not counted. */
    public void arrived(long n, long nanos) {
        if (n < 0 || n >= capacity()) {
            return;
        }
        if (arrivals.getAndIncrement((int) n) == 0) {
            arrived.set((int) n, nanos);
            arrivedCount.incrementAndGet();
        }
    }

    public long acceptedCount() {
        return acceptedCount.get();
    }

    /** How many different events have arrived. */
    public long arrivedCount() {
        return arrivedCount.get();
    }

    /** Events answered 202 that have not arrived. */
    public long missing() {
        return count(n -> accepted.get(n) != 0 && arrivals.get(n) == 0);
    }

    /** Events that arrived more than once. */
    public long twice() {
        return count(n -> arrivals.get(n) > 1);
    }

    private long count(IntPredicate condition) {
        long count = 0;
        for (int n = 0; n < capacity(); n++) {
            if (condition.test(n)) {
                count++;
            }
        }
        return count;
    }

    /** Whether an event was accepted that was sent after that moment. */
    public boolean acceptedOneSentAfter(long nanos) {
        return count(n -> accepted.get(n) != 0 && sent.get(n) - nanos > 0) > 0;
    }

    /** Takes the times of one event, in nanoseconds. */
    public interface Times {

        /**
         * @param answer from when it was due to be sent until its 202
         * @param arrival from its 202 until its first arrival; 0 where it arrived before its sender read the answer
         * @param total from when it was due to be sent until its first arrival
         */
        void of(long answer, long arrival, long total);
    }

    /** Gives the times of the events of one run that were answered 202 and have arrived. */
    public void times(SteadyLoad.Sent run, IntPredicate which, Times times) {
        for (int n = (int) run.from(); n < run.to(); n++) {
            if (accepted.get(n) != 0 && arrivals.get(n) > 0 && which.test(n)) {
                times.of(
                        accepted.get(n) - sent.get(n),
                        Math.max(0, arrived.get(n) - accepted.get(n)),
                        arrived.get(n) - sent.get(n));
            }
        }
    }

    /** Events of one run that were answered 202 and have not arrived. */
    public long missing(SteadyLoad.Sent run, IntPredicate which) {
        long count = 0;
        for (int n = (int) run.from(); n < run.to(); n++) {
            if (accepted.get(n) != 0 && arrivals.get(n) == 0 && which.test(n)) {
                count++;
            }
        }
        return count;
    }
}
