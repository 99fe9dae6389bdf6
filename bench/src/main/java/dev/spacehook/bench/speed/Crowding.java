package dev.spacehook.bench.speed;

import dev.spacehook.bench.load.Receiver;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.speed.Figure.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What half of all receivers, and one space, can do to the others over time. */
final class Crowding {

    private static final int DEAD = Latency.RECEIVERS / 2;
    private static final int ROUNDS = 3;
    private static final int ARRAY = 20;
    private static final int TIMES_MORE = 1000;
    private static final double MOST_PER_SECOND = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Rig rig;
    private final Report report;
    private final Latency latency;
    private final boolean quick;
    private final double perSecond;

    /** @param perSecond the events a second of the gentle load */
    Crowding(Rig rig, Report report, Latency latency, boolean quick, double perSecond) {
        this.rig = rig;
        this.report = report;
        this.latency = latency;
        this.quick = quick;
        this.perSecond = Math.min(perSecond, MOST_PER_SECOND);
    }

    /** Half of the receivers die for ten minutes, on the others' host and elsewhere, and come back. */
    void halfDead() {
        Duration dead = quick ? Duration.ofMinutes(1) : Duration.ofMinutes(10);
        Duration slice = dead.dividedBy(quick ? 3 : 10);
        report.progress("half of all receivers dead for " + dead.toMinutes() + " min: before");
        Latency.Times before = others(slice);
        double memoryBefore = Bench.residentMegabytes(rig.service());
        int port = rig.workplace().freePort();
        die(port);
        List<Double> p99 = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        for (long left = dead.toNanos(); left > 0; left -= slice.toNanos()) {
            p99.add(others(slice).arrivalP99());
            memory.add(Bench.residentMegabytes(rig.service()));
            report.progress("half of all receivers dead: " + waiting() + " wait in due");
        }
        long backlog = waiting();
        comeBack(port, before, p99, memory, memoryBefore, backlog, dead);
    }

    private void die(int port) {
        latency.receiver().closeGate();
        for (int i = 0; i < DEAD; i++) {
            latency.redirect(
                    i, i % 2 == 0 ? latency.receiver().url("gate", i) : "http://127.0.0.1:" + port + "/ok/" + i);
        }
    }

    private void comeBack(
            int port,
            Latency.Times before,
            List<Double> p99,
            List<Double> memory,
            double memoryBefore,
            long backlog,
            Duration dead) {
        try (Receiver _ = Receiver.start(latency.vertx(), latency.ledger(), port)) {
            long back = System.nanoTime();
            latency.receiver().openGate();
            Latency.Times after = others(Duration.ofSeconds(10));
            boolean drained = Waiting.until(PATIENCE, () -> waiting() == 0);
            double seconds = (System.nanoTime() - back) / 1e9;
            double healthy = before.arrivalP99();
            report.section(
                    "Fairness: half of all receivers dead for " + dead.toMinutes() + " minutes",
                    "At " + Figure.number(perSecond)
                            + " events a second to twenty receivers. Of the ten that die, five hang on the"
                            + " host and port of the healthy ones, five refuse connections. They come back all at once.",
                    List.of(
                            Figure.once("the others' 202 to arrival, p99, all well", "ms", healthy),
                            Figure.of("the others' 202 to arrival, p99, meanwhile", "ms", p99)
                                    .target(Target.fair(healthy)),
                            Figure.once(
                                    "the others' 202 to arrival, p99, while the backlog drains",
                                    "ms",
                                    after.arrivalP99()),
                            Figure.once("waiting in due when they come back", "", (double) backlog),
                            Figure.once(
                                    "nothing waits any more after", "s", drained ? seconds : Double.POSITIVE_INFINITY),
                            Figure.once("JVM, resident, before", "MB", memoryBefore),
                            Figure.of("JVM, resident, meanwhile", "MB", memory).target(Target.atMost(400))));
            for (int i = 0; i < DEAD; i++) {
                latency.heal(i);
            }
        }
    }

    private Latency.Times others(Duration duration) {
        return latency.measure(perSecond, duration, receiver -> receiver >= DEAD);
    }

    private long waiting() {
        return rig.service().sql().number("select count(*) from due");
    }

    /** One space sends a thousand times more than each of the others. */
    void flood() {
        double each = perSecond / TIMES_MORE;
        double few = each * Latency.RECEIVERS;
        Duration duration = Duration.ofSeconds(quick ? 10 : 20);
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int i = 1; i <= (quick ? 1 : ROUNDS); i++) {
            report.progress("one space sends a thousand times more, round " + i);
            without.add(gentle(few, duration).arrivalP99());
            Thread flood = Thread.ofPlatform().start(this::floodUntilInterrupted);
            with.add(gentle(few, duration).arrivalP99());
            end(flood);
            Waiting.until(PATIENCE, () -> waiting() == 0);
        }
        double healthy = Figure.of("", "", without).median();
        report.section(
                "Fairness: one space sends a thousand times more",
                Figure.number(each) + " events a second of each space, and " + Figure.number(perSecond)
                        + " of one of them in half of the rounds.",
                List.of(
                        Figure.of("the others' 202 to arrival, p99, without", "ms", without),
                        Figure.of("the others' 202 to arrival, p99, with", "ms", with)
                                .target(Target.fair(healthy))));
    }

    private Latency.Times gentle(double few, Duration duration) {
        return latency.measure(few, duration, receiver -> receiver > 0);
    }

    /** Numbered beyond the ledger: these are not counted. */
    private void floodUntilInterrupted() {
        long beyond = latency.ledger().capacity();
        String events = LongStream.range(beyond, beyond + ARRAY)
                .mapToObj(n -> latency.world().event(0, n))
                .collect(Collectors.joining(",", "[", "]"));
        long next = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                latency.api().postEvents(events);
                next += (long) (TimeUnit.SECONDS.toNanos(1) * ARRAY / perSecond);
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
