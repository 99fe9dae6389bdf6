package dev.spacehook.bench.speed;

import dev.spacehook.bench.load.Api;
import dev.spacehook.bench.load.Nginx;
import dev.spacehook.bench.load.World;
import dev.spacehook.bench.load.Wrk;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Usage;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.machine.Workplace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One service on its embedded PostgreSQL, nginx as all receivers, wrk as the platform. */
final class Rig {

    static final int CONNECTIONS = 256;

    /** With arrays: as many more events are on their way at once. */
    static final int ARRAY_CONNECTIONS = 32;

    private static final int RECEIVERS = 20;
    private static final int SPACES = 100;
    private static final int ROOMS = 97;
    private static final String PREFIX = "60d55c0e";
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(3);

    private final Workplace workplace;
    private final Service service;
    private final Api api;
    private final Nginx nginx;
    private final Wrk wrk;

    private Rig(Workplace workplace, Service service) {
        this.workplace = workplace;
        this.service = service;
        this.api = new Api(service);
        this.nginx = Nginx.start(workplace, RECEIVERS);
        this.wrk = new Wrk(workplace);
        World.create(api, PREFIX, SPACES, nginx::url);
    }

    static Rig start(Workplace workplace) {
        return new Rig(workplace, Service.start(workplace, "service", Map.of()));
    }

    /**
     * One round.
     *
     * @param accepted events answered 202
     * @param delivered requests that the receivers got
     * @param took from the first request until the last was delivered
     * @param unconfirmed requests answered 503 or otherwise refused, and broken connections
     * @param jvmMicros CPU time of the service's JVM
     * @param databaseMicros CPU time of PostgreSQL
     */
    record Round(
            long accepted,
            long delivered,
            Duration took,
            long unconfirmed,
            double p50Ms,
            double p99Ms,
            long jvmMicros,
            long databaseMicros) {

        double perSecond() {
            return delivered * 1e9 / took.toNanos();
        }

        double jvmMicrosPerEvent() {
            return (double) jvmMicros / delivered;
        }

        double databaseMicrosPerEvent() {
            return (double) databaseMicros / delivered;
        }

        double microsPerEvent() {
            return jvmMicrosPerEvent() + databaseMicrosPerEvent();
        }
    }

    /** Posts events, {@code batch} with each request, and waits until all are delivered. */
    Round events(int batch, Duration duration) {
        long before = nginx.posts();
        long jvm = Usage.cpuMicros(service.pid());
        long database = Usage.treeCpuMicros(service.databasePid());
        long start = System.nanoTime();
        Wrk.Result sent = wrk.run(eventsLoad(batch), batch == 1 ? CONNECTIONS : ARRAY_CONNECTIONS, duration);
        long accepted = (sent.requests() - sent.refused()) * batch;
        long end = awaitDelivery(before + accepted);
        return new Round(
                accepted,
                nginx.posts() - before,
                Duration.ofNanos(end - start),
                sent.refused() + sent.broken(),
                sent.p50Ms(),
                sent.p99Ms(),
                Usage.cpuMicros(service.pid()) - jvm,
                Usage.treeCpuMicros(service.databasePid()) - database);
    }

    /** The moment the last one arrived: enough have, and no more come. */
    private long awaitDelivery(long enough) {
        long deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
        long count = nginx.posts();
        long changed = System.nanoTime();
        while (count < enough || System.nanoTime() - changed < QUIET.toNanos()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Only " + (count - enough) + " from complete after "
                        + DRAIN_PATIENCE.toSeconds() + " s: " + service.endOfLog());
            }
            Waiting.pause(Duration.ofMillis(5));
            long now = nginx.posts();
            if (now != count) {
                count = now;
                changed = System.nanoTime();
            }
        }
        return changed;
    }

    private Wrk.Load eventsLoad(int batch) {
        World world = World.of(PREFIX, SPACES);
        List<String> bodies = new ArrayList<>();
        for (long n = 0; n < (long) SPACES * ROOMS; n += batch) {
            bodies.add(batch == 1 ? world.event(n) : world.array(n, batch));
        }
        return new Wrk.Load(
                "events-" + batch,
                service.uri(Api.EVENTS).toString(),
                Map.of("Content-Type", "application/json", "Authorization", "Bearer " + api.token()),
                bodies);
    }

    /** The bare client: what the service sends, sent by wrk to the same receivers. */
    Wrk.Result bare(Duration duration) {
        World world = World.of(PREFIX, SPACES);
        List<String> bodies = new ArrayList<>();
        for (long n = 0; n < SPACES * 10; n++) {
            bodies.add("{\"signature\":\"" + "0123456789abcdef".repeat(4) + "\",\"body\":" + world.event(n) + "}");
        }
        Wrk.Load load = new Wrk.Load("bare", nginx.url(0), bareHeaders(), bodies);
        return wrk.run(load, CONNECTIONS, duration);
    }

    private static Map<String, String> bareHeaders() {
        return Map.of(
                "Content-Type", "application/json",
                "User-Agent", "Spacehook/0.1.0",
                "webhook-id", "019ab5f0-5a3c-7000-8000-0123456789ab",
                "webhook-timestamp", "1763900000",
                "webhook-signature", "v1,MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "Spacehook-Event", "record_finished",
                "Spacehook-Occurred-At", "2026-01-01T00:00:00.000Z",
                "Spacehook-Attempt", "1");
    }

    String space(int i) {
        return World.of(PREFIX, SPACES).space(i);
    }

    List<String> spaces() {
        World world = World.of(PREFIX, SPACES);
        return IntStream.range(0, SPACES).mapToObj(world::space).toList();
    }

    Workplace workplace() {
        return workplace;
    }

    Service service() {
        return service;
    }

    Api api() {
        return api;
    }

    /** Every stored event has a final attempt and nothing waits; otherwise says what is wrong. */
    void verifyNothingLost() {
        Waiting.until(Duration.ofSeconds(10), () -> unsettled() == 0);
        long unsettled = unsettled();
        if (unsettled != 0) {
            throw new IllegalStateException(unsettled + " events are stored but not settled");
        }
    }

    private long unsettled() {
        return service.sql().number("""
                select (select count(*) from due)
                     + (select count(*) from event e where not exists (
                            select from attempt a where a.event_id = e.id and a.verdict is not null))
                """);
    }
}
