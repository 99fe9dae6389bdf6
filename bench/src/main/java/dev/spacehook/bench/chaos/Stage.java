package dev.spacehook.bench.chaos;

import dev.spacehook.bench.load.Answers;
import dev.spacehook.bench.load.Api;
import dev.spacehook.bench.load.Ledger;
import dev.spacehook.bench.load.Probe;
import dev.spacehook.bench.load.Receiver;
import dev.spacehook.bench.load.SteadyLoad;
import dev.spacehook.bench.load.World;
import dev.spacehook.bench.machine.PostgresServer;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Sql;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.machine.Workplace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An installation under load, with all that a fault needs to break it and a check needs to look at. */
final class Stage implements AutoCloseable {

    /** What a receiver may take for an answer; it sets how far behind the sweep stays. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** design.md: 20 s + the deadline + 25 s. */
    static final Duration MARGIN = TIMEOUT.plusSeconds(45);

    private static final int EVENTS = 1_000_000;
    private static final int SPACES = 20;
    private static final String PREFIX = "60d55c0e";
    private static final double PER_SECOND = 400;
    /** Promised are 2 s; the rest is for the measuring. */
    private static final long LONGEST_WAIT_MILLIS = 2300;

    private static final Duration RECOVERY_PATIENCE = Duration.ofSeconds(60);

    private static final String UNSETTLED = """
            select (select count(*) from due)
                 + (select count(*) from event e where not exists (
                        select from attempt a where a.event_id = e.id and a.verdict is not null))
            """;

    /** Not settled, and not known to wait either: what only a sweep would find. */
    private static final String LEFT_BEHIND = """
            select count(*) from event e
            where not exists (select from attempt a where a.event_id = e.id and a.verdict is not null)
              and not exists (select from due d where d.event_id = e.id)
            """;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final Workplace workplace;
    private final Findings findings;
    private final Random random;
    private final List<Service> nodes;
    private final @Nullable PostgresServer postgres;
    private final Ledger ledger = new Ledger(EVENTS);
    private final Receiver receiver;
    private final Api api;
    private final World world;
    private final SteadyLoad load;
    private final Probe probe;
    private @Nullable Thread loading;

    private Stage(
            Workplace workplace,
            Findings findings,
            Random random,
            List<Service> nodes,
            @Nullable PostgresServer postgres) {
        this.workplace = workplace;
        this.findings = findings;
        this.random = random;
        this.nodes = nodes;
        this.postgres = postgres;
        this.receiver = Receiver.start(vertx, ledger, workplace.freePort());
        this.api = new Api(nodes.getFirst());
        this.world = World.create(api, PREFIX, SPACES, i -> receiver.url("flaky", i));
        List<Integer> ports = nodes.stream().map(Service::port).toList();
        this.load = SteadyLoad.robust(vertx, ledger, api.token(), world::event, SteadyLoad.inTurn(ports));
        this.probe = Probe.start(nodes.getFirst(), api.token(), world);
    }

    /** One service on its embedded PostgreSQL. */
    static Stage embedded(Workplace workplace, Findings findings, Random random, Map<String, String> options) {
        Service service = Service.start(workplace, "service", environment(options));
        return new Stage(workplace, findings, random, List.of(service), null);
    }

    /** Several services on one PostgreSQL, started all at once. */
    static Stage shared(Workplace workplace, Findings findings, Random random, Map<String, String> options, int count) {
        PostgresServer postgres = PostgresServer.start(workplace);
        Map<String, String> environment = environment(options);
        environment.putAll(postgres.environment());
        List<Service> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add(Service.launch(workplace, "node-" + i, environment));
        }
        nodes.forEach(Service::awaitReady);
        return new Stage(workplace, findings, random, nodes, postgres);
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SPACEHOOK_DELIVERY_INTERVAL", RETRY.toSeconds() + "s",
                "SPACEHOOK_DELIVERY_ATTEMPTS", "10",
                "SPACEHOOK_DELIVERY_TIMEOUT", TIMEOUT.toSeconds() + "s"));
        environment.putAll(more);
        return environment;
    }

    Workplace workplace() {
        return workplace;
    }

    Findings findings() {
        return findings;
    }

    /** The only node, or one of them by chance. */
    Service node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    List<Service> nodes() {
        return nodes;
    }

    PostgresServer postgres() {
        return Objects.requireNonNull(postgres);
    }

    /** Of the first node. */
    Api api() {
        return api;
    }

    World world() {
        return world;
    }

    Receiver receiver() {
        return receiver;
    }

    Sql sql() {
        return postgres == null ? nodes.getFirst().sql() : postgres.sql();
    }

    /** PostgreSQL's first process. */
    long databasePid() {
        return postgres == null ? nodes.getFirst().databasePid() : postgres.pid();
    }

    Path dataDir() {
        return nodes.getFirst().dataDir();
    }

    void beginLoad() {
        loading = load.begin(PER_SECOND, Duration.ofHours(2));
        awaitAccepting(System.nanoTime());
    }

    void endLoad() {
        load.stop();
        try {
            Objects.requireNonNull(loading).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** So that each fault meets another moment of what goes on. */
    void awaitRandomMoment() {
        Waiting.pause(Duration.ofMillis(300 + random.nextInt(1200)));
    }

    /** Waits until an event is accepted that was sent after the given moment; how long after it that was. */
    Duration awaitAccepting(long sinceNanos) {
        // the probe too: behind a pause the load has its own queue to work off
        if (!Waiting.until(
                RECOVERY_PATIENCE,
                () -> probe.acceptedOneSentAfter(sinceNanos) || ledger.acceptedOneSentAfter(sinceNanos))) {
            throw new IllegalStateException("no event is accepted " + RECOVERY_PATIENCE.toSeconds() + " s after it: "
                    + nodes.getFirst().endOfLog());
        }
        return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    /** Waits until the database answers. */
    long awaitDatabase() {
        boolean back = Waiting.until(RECOVERY_PATIENCE, () -> {
            try {
                return sql().number("select 1") == 1;
            } catch (RuntimeException e) {
                return false;
            }
        });
        findings.expect(back, "the database is not back after " + RECOVERY_PATIENCE.toSeconds() + " s");
        return System.nanoTime();
    }

    /** Moves what every decision in SQL goes by; {@code by} is an interval as PostgreSQL writes it. */
    void moveClock(String by) {
        sql().execute("create or replace function public.spacehook_now() returns timestamptz language sql volatile as "
                + "'select clock_timestamp() + interval ''" + by + "'''");
    }

    /** Whether all that was answered 202 has arrived. */
    boolean nothingMissing() {
        return ledger.missing() == 0;
    }

    /** Whether nothing has arrived for longer than a retry waits: what is missing now, only a sweep finds. */
    boolean isQuiet() {
        long before = ledger.arrivedCount();
        Waiting.pause(RETRY.multipliedBy(2));
        return ledger.arrivedCount() == before;
    }

    /** How many stored events nobody would deliver but for a sweep. */
    long leftBehind() {
        return sql().number(LEFT_BEHIND);
    }

    /** The same among those whose ids are between these two; what is being delivered counts too. */
    long leftBehind(String since, String until) {
        return sql().number(LEFT_BEHIND + " and e.id >= '" + since + "' and e.id < '" + until + "'");
    }

    /** The smallest id of an event that is stored now. */
    String idOfNow() {
        return sql().text("select spacehook_uuid7_floor(spacehook_now())");
    }

    /**
     * Checks what must be true once all is well again: every event answered 202 has arrived, nothing is in limbo, no
     * answer was other than promised.
     */
    void settle(Duration patience) {
        Waiting.until(patience, this::nothingMissing);
        // the probe goes on: a moment at which all is settled is enough
        boolean settled = Waiting.until(patience, () -> sql().number(UNSETTLED) == 0);
        long missing = ledger.missing();
        findings.note("accepted " + ledger.acceptedCount() + ", arrived " + ledger.arrivedCount()
                + ", of these more than once "
                + ledger.twice() + "; answered 503: " + load.answers().unavailableCount() + ", connection broken: "
                + load.answers().brokenCount());
        findings.note("verdicts: "
                + sql().rows("select coalesce(verdict, 'tried again'), count(*) from attempt group by 1 order by 1"));
        findings.expect(missing == 0, missing + " events were answered 202 and have not arrived");
        if (!settled) {
            findings.problem(sql().number(UNSETTLED) + " events are neither settled nor gone from due: " + sample());
        }
        checkAnswers();
    }

    private String sample() {
        return "in due " + sql().rows("select * from due limit 3") + ", without a verdict "
                + sql().rows("""
                        select e.id, spacehook_uuid7_time(e.id), spacehook_now(), a.n, a.error from event e
                        left join attempt a on a.event_id = e.id
                        where not exists (select from attempt b where b.event_id = e.id and b.verdict is not null) limit 5
                        """)
                + ", checkpoint " + sql().rows("select checkpoint from sweep");
    }

    private void checkAnswers() {
        Answers answers = load.answers();
        findings.expect(
                answers.unexpected().isEmpty(), "answers that are neither 202 nor 503: " + answers.unexpected());
        findings.expect(
                answers.unavailableWithoutRetryAfter() == 0,
                answers.unavailableWithoutRetryAfter() + " answers 503 had no Retry-After");
        long slowest = probe.slowestUnavailable().toMillis();
        findings.note("slowest 503: " + slowest + " ms, as " + probe.unavailableCount()
                + " requests of their own saw it; of the load's queue: "
                + answers.slowestUnavailable().toMillis() + " ms");
        findings.expectInTime(slowest <= LONGEST_WAIT_MILLIS, "a 503 took " + slowest + " ms");
    }

    Probe probe() {
        return probe;
    }

    Answers answers() {
        return load.answers();
    }

    @Override
    public void close() {
        probe.close();
        load.close();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
