package dev.spacehook.bench.speed;

import dev.spacehook.bench.load.Api;
import dev.spacehook.bench.load.Ledger;
import dev.spacehook.bench.load.Probe;
import dev.spacehook.bench.load.Receiver;
import dev.spacehook.bench.load.SteadyLoad;
import dev.spacehook.bench.load.World;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Signals;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.speed.Figure.Target;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens when a receiver is dead, the service is killed, the database stands still. */
final class Troubles implements AutoCloseable {

    private static final int SPACES = 20;
    private static final int EVENTS = 2_000_000;
    private static final int BATCH = 500;
    private static final String PREFIX = "60d55c11";
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final Service service;
    private final Report report;
    private final String refusing;
    private final Api api;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Ledger ledger = new Ledger(EVENTS);
    private final Receiver receiver;
    private final World world;

    Troubles(Rig rig, Report report) {
        this.service = rig.service();
        this.report = report;
        this.api = rig.api();
        this.refusing = "http://127.0.0.1:" + rig.workplace().freePort() + "/";
        this.receiver = Receiver.start(vertx, ledger, rig.workplace().freePort());
        this.world = World.create(api, PREFIX, SPACES, i -> receiver.url("gate", i));
    }

    /** PostgreSQL stops for half a minute under load and goes on. */
    void databasePause() {
        report.progress("the database stands still for " + PAUSE.toSeconds() + " s");
        long first = ledger.arrivedCount();
        try (SteadyLoad load = SteadyLoad.robust(vertx, ledger, api.token(), world::event, service::port);
                Probe probe = Probe.start(service, api.token(), world)) {
            Thread running = load.begin(1000, Duration.ofMinutes(2));
            Waiting.pause(Duration.ofSeconds(5));
            Signals.sendToTree("STOP", service.databasePid());
            long stopped = System.nanoTime();
            Waiting.until(PAUSE, () -> load.answers().unavailableCount() > 0);
            double said = seconds(stopped);
            Waiting.pause(PAUSE.minusNanos(System.nanoTime() - stopped));
            Signals.sendToTree("CONT", service.databasePid());
            long back = System.nanoTime();
            Waiting.until(PATIENCE, () -> probe.acceptedOneSentAfter(back));
            double again = seconds(back);
            Waiting.pause(Duration.ofSeconds(5));
            load.stop();
            join(running);
            boolean all = Waiting.until(PATIENCE, () -> ledger.missing() == 0);
            report.section(
                    "A pause of the database",
                    "PostgreSQL is stopped (SIGSTOP) for " + PAUSE.toSeconds()
                            + " s while 1,000 events a second are sent.",
                    List.of(
                            Figure.once("first 503 after", "s", said).target(Target.atMost(2.5)),
                            Figure.once("accepts again after", "s", again).target(Target.atMost(2)),
                            Figure.once(
                                            "slowest 503",
                                            "s",
                                            probe.slowestUnavailable().toMillis() / MILLIS_PER_SECOND)
                                    .target(Target.atMost(2)),
                            Figure.once(
                                    "answered 503", "", (double) load.answers().unavailableCount()),
                            Figure.once("arrived", "", (double) (ledger.arrivedCount() - first)),
                            Figure.once("accepted and not arrived", "", all ? 0 : (double) ledger.missing())
                                    .target(Target.atMost(0)),
                            Figure.once("arrived more than once", "", (double) ledger.twice())));
        }
    }

    /** {@code kill -9} of the service while events wait for a receiver that answers nothing. */
    void recovery(int events) {
        report.progress("kill -9 with " + events + " events waiting");
        receiver.closeGate();
        long from = 1_000_000;
        post(from, events);
        long before = ledger.arrivedCount();
        service.kill();
        receiver.openGate();
        long start = System.nanoTime();
        service.restart();
        double ready = seconds(start);
        boolean all = Waiting.until(PATIENCE, () -> ledger.arrivedCount() - before >= events);
        double done = seconds(start);
        report.section(
                "Recovery",
                Figure.number(events)
                        + " events wait for a receiver that takes them and does not answer; the service is killed"
                        + " (kill -9) and started again, the receiver is well again.",
                List.of(
                        Figure.once("ready after", "s", ready),
                        Figure.once("all delivered after", "s", done),
                        Figure.once("accepted and not arrived", "", all ? 0 : (double) ledger.missing())
                                .target(Target.atMost(0)),
                        Figure.once("arrived more than once", "", (double) ledger.twice())));
    }

    /** Memory while events wait for a receiver that is dead. */
    void memory(List<Integer> counts) {
        for (int i = 0; i < SPACES; i++) {
            world.webhook(api, i, refusing, true);
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.once("JVM, resident, before", "MB", Bench.residentMegabytes(service)));
        int waiting = 0;
        for (int count : counts) {
            report.progress("memory with " + count + " events waiting");
            post(ledger.capacity(), count - waiting);
            waiting = count;
            figures.add(
                    Figure.once("JVM, resident, with " + Figure.number(count) + " waiting", "MB", highestMegabytes())
                            .target(Target.atMost(400)));
        }
        report.section("Memory", "Events wait for receivers that refuse the connection; the highest of 20 s.", figures);
    }

    private double highestMegabytes() {
        double highest = 0;
        for (int i = 0; i < 40; i++) {
            highest = Math.max(highest, Bench.residentMegabytes(service));
            Waiting.pause(Duration.ofMillis(500));
        }
        return highest;
    }

    /** Posts them in arrays, again where the answer is 503, as a platform does. */
    private void post(long from, int count) {
        for (long n = from; n < from + count; n += BATCH) {
            long first = n;
            boolean accepted = Waiting.until(PATIENCE, () -> isAccepted(world.array(first, BATCH)));
            if (!accepted) {
                throw new IllegalStateException("events are not accepted: " + service.endOfLog());
            }
            for (long i = n; i < Math.min(n + BATCH, ledger.capacity()); i++) {
                ledger.accepted(i, System.nanoTime());
            }
        }
    }

    private boolean isAccepted(String events) {
        try {
            HttpResponse<String> answer = api.postEvents(events);
            if (answer.statusCode() == 503) {
                return false;
            }
            if (answer.statusCode() != 202 || !answer.body().contains("accepted")) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
