package dev.spacehook.bench.speed;

import dev.spacehook.bench.load.SickReceivers;
import dev.spacehook.bench.machine.Machine;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Usage;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.speed.Figure.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** All scenarios on one installation, the gentle ones first. */
final class Bench {

    /** The sweep stays behind by its margin, some 50 s, and looks at each event once more: that is no idling. */
    private static final Duration REST = Duration.ofSeconds(100);

    /** In the order in which they run: what leaves much behind comes last. */
    static final List<String> SCENARIOS = List.of(
            "idle",
            "latency",
            "fairness",
            "flood",
            "half-dead",
            "profile",
            "start",
            "growth",
            "pause",
            "recovery",
            "memory");

    /** The quick form's. */
    static final List<String> QUICK = List.of("idle", "latency", "fairness", "profile", "start", "recovery", "memory");

    private static final int ROUNDS = 3;
    private static final int ARRAY = 100;
    private static final int SICK = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEGABYTE = 1024.0 * 1024;

    private final Rig rig;
    private final Report report;
    private final boolean quick;
    private double single;

    Bench(Rig rig, Report report, boolean quick) {
        this.rig = rig;
        this.report = report;
        this.quick = quick;
    }

    /**
     * The throughput, which the loads of the others are shares of, and those scenarios.
     *
     * @param wanted names of {@link #SCENARIOS}
     * @param plot where the drawing goes, without its suffix
     */
    void run(Set<String> wanted, Path plot) {
        warmUp();
        throughput();
        when(wanted, "idle", this::idle);
        try (Latency latency = new Latency(rig.workplace(), rig.service())) {
            latency.measure(single / 2, Duration.ofSeconds(quick ? 3 : 15));
            when(wanted, "latency", () -> latency(latency, plot));
            when(wanted, "fairness", () -> fairness(latency));
            Crowding crowding = new Crowding(rig, report, latency, quick, single * 0.3);
            when(wanted, "flood", crowding::flood);
            when(wanted, "half-dead", crowding::halfDead);
        }
        when(wanted, "profile", this::profile);
        when(wanted, "start", this::start);
        when(wanted, "growth", this::growth);
        try (Troubles troubles = new Troubles(rig, report)) {
            when(wanted, "pause", troubles::databasePause);
            when(wanted, "recovery", () -> troubles.recovery(quick ? 20_000 : 100_000));
            when(wanted, "memory", () -> troubles.memory(quick ? List.of(100_000) : List.of(100_000, 1_000_000)));
        }
    }

    /** One that fails costs neither what was measured before it nor what comes behind it. */
    private void when(Set<String> wanted, String name, Runnable scenario) {
        if (!wanted.contains(name)) {
            return;
        }
        try {
            scenario.run();
        } catch (RuntimeException e) {
            report.failed(name, e);
        }
    }

    private Duration round() {
        return Duration.ofSeconds(quick ? 5 : 10);
    }

    private void warmUp() {
        report.progress("warming up");
        // two full cores leave the compilers little: with half of this, each round was quicker than the one before
        rig.events(1, Duration.ofSeconds(quick ? 8 : 30));
        rig.events(ARRAY, Duration.ofSeconds(quick ? 4 : 15));
        rig.bare(Duration.ofSeconds(2));
    }

    private void throughput() {
        List<Double> bare = new ArrayList<>();
        List<Rig.Round> ones = new ArrayList<>();
        List<Rig.Round> arrays = new ArrayList<>();
        bare.add(rig.bare(round()).perSecond());
        for (int i = 1; i <= ROUNDS; i++) {
            report.progress("throughput, round " + i + " of " + ROUNDS);
            ones.add(rig.events(1, round()));
            bare.add(rig.bare(round()).perSecond());
            arrays.add(rig.events(ARRAY, round()));
            bare.add(rig.bare(round()).perSecond());
        }
        rig.verifyNothingLost();
        Figure singles = figure("single events", "1/s", ones, Rig.Round::perSecond);
        single = singles.median();
        report.section(
                "Throughput",
                "Events accepted, stored, delivered and logged, from the first request to the last arrival: over "
                        + Rig.CONNECTIONS + " connections one by one, and over " + Rig.ARRAY_CONNECTIONS
                        + " in arrays of " + ARRAY + ", to "
                        + "100 webhooks of 20 receivers. A ratio is that to the mean of the bare client directly before and"
                        + " after. At the end every stored event has its attempt.",
                List.of(
                        Figure.of("bare client: POST", "1/s", bare),
                        singles,
                        Figure.of("single: ratio to the bare client", "", ratios(ones, bare, 0))
                                .target(Target.atLeast(0.20)),
                        cost("single", ones).target(Target.atMost(130)),
                        figure("single: of these the JVM", "µs", ones, Rig.Round::jvmMicrosPerEvent),
                        figure("single: of these PostgreSQL", "µs", ones, Rig.Round::databaseMicrosPerEvent),
                        figure("single: request to 202 under full load, p99", "ms", ones, Rig.Round::p99Ms),
                        figure("arrays of 100, events", "1/s", arrays, Rig.Round::perSecond),
                        Figure.of("arrays: ratio to the bare client", "", ratios(arrays, bare, 1))
                                .target(Target.atLeast(0.30)),
                        cost("arrays", arrays).target(Target.atMost(75)),
                        figure("arrays: of these the JVM", "µs", arrays, Rig.Round::jvmMicrosPerEvent),
                        figure("arrays: of these PostgreSQL", "µs", arrays, Rig.Round::databaseMicrosPerEvent),
                        figure("requests not confirmed, single", "", ones, Rig.Round::unconfirmed),
                        figure("requests not confirmed, arrays", "", arrays, Rig.Round::unconfirmed)));
    }

    /**
     * To the mean of the bare client directly before and directly after: a machine's speed may change by half in a minute.
     *
     * @param first the place of the one before the first round
     */
    private static List<Double> ratios(List<Rig.Round> rounds, List<Double> bare, int first) {
        return IntStream.range(0, rounds.size())
                .mapToObj(i -> 2 * rounds.get(i).perSecond() / (bare.get(2 * i + first) + bare.get(2 * i + first + 1)))
                .toList();
    }

    private static <T> Figure figure(String name, String unit, List<T> rounds, ToDoubleFunction<T> value) {
        return Figure.of(name, unit, rounds.stream().map(value::applyAsDouble).toList());
    }

    private void idle() {
        Duration duration = Duration.ofSeconds(quick ? 10 : 60);
        report.progress("idle for " + duration.toSeconds() + " s");
        Waiting.pause(REST);
        long jvm = Usage.cpuMicros(rig.service().pid());
        long database = Usage.treeCpuMicros(rig.service().databasePid());
        Waiting.pause(duration);
        double jvmShare = share(Usage.cpuMicros(rig.service().pid()) - jvm, duration);
        double databaseShare = share(Usage.treeCpuMicros(rig.service().databasePid()) - database, duration);
        report.section(
                "Idle",
                "Over " + duration.toSeconds() + " s without events, " + REST.toSeconds()
                        + " s after the load above: by then the sweep has looked at all of its events.",
                List.of(
                        Figure.once("JVM and PostgreSQL", "% of a core", jvmShare + databaseShare)
                                .target(Target.atMost(1)),
                        Figure.once("of these the JVM", "% of a core", jvmShare),
                        Figure.once("JVM, resident", "MB", residentMegabytes(rig.service()))));
    }

    private static double share(long micros, Duration duration) {
        return 100.0 * micros / (duration.toNanos() / 1000.0);
    }

    static double residentMegabytes(Service service) {
        return Usage.residentBytes(service.pid()) / MEGABYTE;
    }

    private void latency(Latency latency, Path plot) {
        List<Latency.Times> half = new ArrayList<>();
        List<Double> fsync50 = new ArrayList<>();
        List<Double> fsync99 = new ArrayList<>();
        for (int i = 1; i <= ROUNDS; i++) {
            report.progress("latency at half of the throughput, round " + i + " of " + ROUNDS);
            half.add(latency.measure(single / 2, Duration.ofSeconds(quick ? 5 : 20)));
            var fsync = Machine.fsyncNanos(rig.workplace(), 300);
            fsync50.add(fsync.getValueAtPercentile(50) / NANOS_PER_MILLI);
            fsync99.add(fsync.getValueAtPercentile(99) / NANOS_PER_MILLI);
        }
        report.section(
                "Latency",
                "At half of the throughput of single events (" + Figure.number(single / 2)
                        + " a second), sent at a steady"
                        + " rate whatever the answers are. A time counts from when the request was due; an arrival before"
                        + " the sender has read its 202 counts as 0.",
                List.of(
                        figure("202 to arrival, p50", "ms", half, Latency.Times::arrivalP50)
                                .target(Target.atMost(3)),
                        figure("202 to arrival, p99", "ms", half, Latency.Times::arrivalP99)
                                .target(Target.atMost(25)),
                        figure("request to 202, p50", "ms", half, Latency.Times::answerP50),
                        figure("request to 202, p99", "ms", half, Latency.Times::answerP99)
                                .target(Target.atMost(15)),
                        figure("request to arrival, p50", "ms", half, Latency.Times::totalP50),
                        figure("request to arrival, p99", "ms", half, Latency.Times::totalP99),
                        figure("requests not confirmed", "", half, Latency.Times::unconfirmed),
                        Figure.of("the disk's fsync of 8 KiB, p50", "ms", fsync50),
                        Figure.of("the disk's fsync of 8 KiB, p99", "ms", fsync99)));
        curve(latency, plot);
    }

    private void curve(Latency latency, Path plot) {
        List<Latency.Times> loads = new ArrayList<>();
        for (double share :
                quick ? new double[] {0.1, 0.3, 0.6} : new double[] {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8}) {
            report.progress("latency at " + Math.round(share * 100) + " % of the throughput");
            loads.add(latency.measure(single * share, Duration.ofSeconds(quick ? 3 : 10)));
        }
        StringBuilder table = new StringBuilder("""
                | events/s | request to 202, p50 ms | p99 | 202 to arrival, p50 ms | p99 | request to arrival, p50 ms | p99 |
                |---:|---:|---:|---:|---:|---:|---:|
                """);
        for (Latency.Times times : loads) {
            table.append("| ")
                    .append(String.join(
                            " | ",
                            Figure.number(times.perSecond()),
                            Figure.number(times.answerP50()),
                            Figure.number(times.answerP99()),
                            Figure.number(times.arrivalP50()),
                            Figure.number(times.arrivalP99()),
                            Figure.number(times.totalP50()),
                            Figure.number(times.totalP99())))
                    .append(" |\n");
        }
        report.say(table.toString());
        try {
            Plot.write(plot, loads);
            report.text("![Latency over load](" + plot.getFileName() + ".svg)");
        } catch (RuntimeException | LinkageError e) {
            report.say("No plot: this machine's Java cannot draw (" + e + ").");
        }
    }

    private void fairness(Latency latency) {
        try (SickReceivers sick = SickReceivers.start(latency.vertx())) {
            int refused = rig.workplace().freePort();
            List<String> three = List.of(sick.hangingUrl(), sick.drippingUrl(), "http://127.0.0.1:" + refused + "/");
            compare(latency, "one of twenty hangs", List.of(sick.hangingUrl()));
            if (!quick) {
                compare(latency, "three of twenty are sick (hangs, drips, refuses)", three);
                List<String> half = IntStream.range(0, Latency.RECEIVERS / 2)
                        .mapToObj(i -> latency.receiver().url("error", i))
                        .toList();
                compare(latency, "half of them answer 500", half);
            }
        }
    }

    /** The others' times with and without the first few being as they are said to be. */
    private void compare(Latency latency, String what, List<String> urls) {
        List<Latency.Times> without = new ArrayList<>();
        List<Latency.Times> with = new ArrayList<>();
        int rounds = quick ? 1 : ROUNDS;
        Duration duration = Duration.ofSeconds(quick ? 5 : 15);
        for (int i = 1; i <= rounds; i++) {
            report.progress(what + ", round " + i + " of " + rounds);
            without.add(others(latency, urls.size(), duration));
            for (int sick = 0; sick < urls.size(); sick++) {
                latency.redirect(sick, urls.get(sick));
            }
            with.add(others(latency, urls.size(), duration));
            for (int sick = 0; sick < urls.size(); sick++) {
                latency.heal(sick);
            }
            Waiting.pause(Duration.ofSeconds(2));
        }
        Figure healthy = figure("the others' 202 to arrival, p99, all well", "ms", without, Latency.Times::arrivalP99);
        report.section(
                "Fairness: " + what,
                "At 30 % of the throughput, over alternating rounds. Allowed is the larger of 1.2 times and 3 ms more.",
                List.of(
                        healthy,
                        figure("the others' 202 to arrival, p99, with the sick", "ms", with, Latency.Times::arrivalP99)
                                .target(Target.fair(healthy.median())),
                        figure("the others' request to 202, p99, all well", "ms", without, Latency.Times::answerP99),
                        figure("the others' request to 202, p99, with the sick", "ms", with, Latency.Times::answerP99),
                        figure("requests not confirmed, with the sick", "", with, Latency.Times::unconfirmed)));
    }

    private Latency.Times others(Latency latency, int sick, Duration duration) {
        return latency.measure(single * 0.3, duration, receiver -> receiver >= Math.max(SICK, sick));
    }

    private void profile() {
        report.progress("profile");
        Map<String, Double> ones = profile(1);
        Map<String, Double> arrays = profile(ARRAY);
        report.text(
                "\n## Where the CPU time goes\n\nBy samples of the threads' CPU time (Java Flight Recorder), each taken for the"
                        + " topmost part of its stack; the recording itself slows the service a little.");
        report.say(Profile.table(ones, arrays));
    }

    private Map<String, Double> profile(int batch) {
        Profile profile = Profile.begin(rig.workplace(), rig.service());
        return profile.end(rig.events(batch, round()).delivered());
    }

    private void start() {
        List<Double> seconds = new ArrayList<>();
        List<Double> statuses = new ArrayList<>();
        for (int i = 1; i <= ROUNDS; i++) {
            report.progress("start, round " + i + " of " + ROUNDS);
            statuses.add((double) rig.service().stop());
            rig.service().restart();
            seconds.add(rig.service().startTime().toMillis() / 1000.0);
        }
        report.section(
                "Start",
                "From the process's start until it says it is ready, on the database filled above.",
                List.of(
                        Figure.of("ready", "s", seconds).target(Target.atMost(3)),
                        Figure.of("exit status of the stop before", "", statuses)
                                .target(Target.atMost(0))));
    }

    /** Compared with rounds directly before: an hour after the first ones a machine may be another one. */
    private void growth() {
        Growth growth = new Growth(rig.service());
        String space = rig.space(0);
        double pageBefore = pageMillis(space);
        warmUp(); // another scenario may have started the service anew
        Rounds before = rounds("throughput without old events");
        int old = quick ? 200_000 : 10_000_000;
        report.progress("growing by " + Figure.number(old) + " events");
        growth.fill(old, rig.spaces(), report::progress);
        rig.events(1, Duration.ofSeconds(10)); // fills the caches
        Rounds after = rounds("throughput with old events");
        double pageAfter = pageMillis(space);
        Figure singleBefore = figure("single: CPU per event, before", "µs", before.ones, Rig.Round::microsPerEvent);
        Figure arraysBefore = figure("arrays: CPU per event, before", "µs", before.arrays, Rig.Round::microsPerEvent);
        report.section(
                "Growth",
                "With " + Figure.number(old)
                        + " events of the last twenty days in the database, besides those of the rounds above; compared"
                        + " with rounds directly before they were put there.",
                List.of(
                        singleBefore,
                        cost("single", after.ones).target(Target.atMost(1.1 * singleBefore.median())),
                        arraysBefore,
                        cost("arrays", after.arrays).target(Target.atMost(1.1 * arraysBefore.median())),
                        figure("single events", "1/s", after.ones, Rig.Round::perSecond),
                        figure("arrays of 100, events", "1/s", after.arrays, Rig.Round::perSecond),
                        Figure.once("newest page of a space's history, before", "ms", pageBefore),
                        Figure.once("newest page of a space's history, after", "ms", pageAfter)));
    }

    private record Rounds(List<Rig.Round> ones, List<Rig.Round> arrays) {}

    /** Of both kinds in turn. */
    private Rounds rounds(String what) {
        List<Rig.Round> ones = new ArrayList<>();
        List<Rig.Round> arrays = new ArrayList<>();
        for (int i = 1; i <= ROUNDS; i++) {
            report.progress(what + ", round " + i + " of " + ROUNDS);
            ones.add(rig.events(1, round()));
            arrays.add(rig.events(ARRAY, round()));
        }
        return new Rounds(ones, arrays);
    }

    private static Figure cost(String kind, List<Rig.Round> rounds) {
        return figure(kind + ": CPU per event, JVM and PostgreSQL", "µs", rounds, Rig.Round::microsPerEvent);
    }

    /** The median of many requests for the newest page. */
    private double pageMillis(String space) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long start = System.nanoTime();
            rig.api()
                    .get(
                            "/v1/platform/spaces/" + space + "/deliveries",
                            rig.api().token());
            millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        }
        return Figure.of("", "", millis.subList(50, 100)).median();
    }
}
