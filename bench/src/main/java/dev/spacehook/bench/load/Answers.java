package dev.spacehook.bench.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How requests with events were answered. Thread-safe. */
public final class Answers {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final LongAdder unavailableWithoutRetryAfter = new LongAdder();
    private final AtomicLong slowestUnavailableNanos = new AtomicLong();
    private final Map<String, LongAdder> unexpected = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    void accepted() {
        accepted.increment();
    }

    void refused(int status, @Nullable String retryAfter, String body, long nanos) {
        if (status == 503) {
            unavailable.increment();
            slowestUnavailableNanos.accumulateAndGet(nanos, Math::max);
            if (retryAfter == null) {
                unavailableWithoutRetryAfter.increment();
            }
        } else {
            unexpected
                    .computeIfAbsent(status + " " + body, _ -> new LongAdder())
                    .increment();
        }
    }

    void broken(Throwable e) {
        broken.increment();
        failures.computeIfAbsent(String.valueOf(e.getMessage()), _ -> new LongAdder())
                .increment();
    }

    public long acceptedCount() {
        return accepted.sum();
    }

    /** Answered 503. */
    public long unavailableCount() {
        return unavailable.sum();
    }

    /** Connections refused, closed before the answer, or timed out: the service was away. */
    public long brokenCount() {
        return broken.sum();
    }

    public long unavailableWithoutRetryAfter() {
        return unavailableWithoutRetryAfter.sum();
    }

    /** The longest that a request waited for its 503. */
    public Duration slowestUnavailable() {
        return Duration.ofNanos(slowestUnavailableNanos.get());
    }

    /** Answers that are neither 202 nor 503, and how many of each. */
    public Map<String, Long> unexpected() {
        Map<String, Long> all = new TreeMap<>();
        unexpected.forEach((text, count) -> all.put(text, count.sum()));
        return all;
    }

    /** Why connections broke, and how often. */
    public Map<String, Long> failures() {
        Map<String, Long> all = new TreeMap<>();
        failures.forEach((text, count) -> all.put(text, count.sum()));
        return all;
    }
}
