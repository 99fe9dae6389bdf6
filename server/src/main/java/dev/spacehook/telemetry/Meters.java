package dev.spacehook.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Every metric of Spacehook by name; the names are documented in docs/operations.md. Thread-safe. */
@Singleton
public final class Meters {
    private final MeterRegistry registry;
    private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final DistributionSummary journalBatch;
    private final Timer journalCommit;
    private final DistributionSummary outcomeBatch;
    private final Timer outcomeCommit;
    private final Timer attempt;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        this.journalBatch = registry.summary("spacehook.journal.batch");
        this.journalCommit = registry.timer("spacehook.journal.commit");
        this.outcomeBatch = registry.summary("spacehook.outcomes.batch");
        this.outcomeCommit = registry.timer("spacehook.outcomes.commit");
        this.attempt = registry.timer("spacehook.attempt");
    }

    /** Events by result: accepted, repeated, ignored, rejected, unconfirmed. */
    public void events(String result, int count) {
        counter("spacehook.events", "result", result).increment(count);
    }

    /** Attempts by error code, {@code none} for a success, and how long they took. */
    public void attempt(String error, long durationMillis) {
        counter("spacehook.attempts", "error", error).increment();
        attempt.record(durationMillis, TimeUnit.MILLISECONDS);
    }

    /** Deliveries settled, by verdict. */
    public void settled(String verdict) {
        counter("spacehook.deliveries.settled", "verdict", verdict).increment();
    }

    public void journalBatch(int events, long nanos) {
        journalBatch.record(events);
        journalCommit.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void outcomeBatch(int outcomes, long nanos) {
        outcomeBatch.record(outcomes);
        outcomeCommit.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Something that heals by itself but should be seen: a lost connection, a repeated statement, a spilled event. */
    public void incident(String kind, long count) {
        counter("spacehook.incidents", "kind", kind).increment((double) count);
    }

    /** A number read when somebody looks. */
    public void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).strongReference(true).register(registry);
    }

    private Counter counter(String name, String tag, String value) {
        return counters.computeIfAbsent(name + '/' + value, _ -> registry.counter(name, tag, value));
    }
}
