package dev.spacehook.bench.speed;

import dev.spacehook.bench.load.Api;
import dev.spacehook.bench.load.Ledger;
import dev.spacehook.bench.load.Receiver;
import dev.spacehook.bench.load.SteadyLoad;
import dev.spacehook.bench.load.World;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.machine.Workplace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/** Events at a steady rate to twenty receivers, with the times of each. */
final class Latency implements AutoCloseable {

    static final int RECEIVERS = 20;

    /** Enough for all scenarios of a fast machine: ten minutes of the one with dead receivers are three millions. */
    private static final int EVENTS = 8_000_000;

    private static final String PREFIX = "60d55c10";
    private static final long MAX_NANOS = 60_000_000_000L;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final Ledger ledger = new Ledger(EVENTS);
    private final Api api;
    private final Receiver receiver;
    private final World world;
    private final SteadyLoad load;

    Latency(Workplace workplace, Service service) {
        api = new Api(service);
        receiver = Receiver.start(vertx, ledger, workplace.freePort());
        world = World.create(api, PREFIX, RECEIVERS, i -> receiver.url("ok", i));
        load = SteadyLoad.lean(vertx, ledger, api.token(), world::event, service::port);
    }

    /**
     * The times of one run, in milliseconds.
     *
     * @param unconfirmed requests that were not answered 202
     */
    record Times(
            double perSecond,
            double answerP50,
            double answerP99,
            double arrivalP50,
            double arrivalP99,
            double totalP50,
            double totalP99,
            long unconfirmed) {}

    /** @param counted the receivers whose events count */
    Times measure(double perSecond, Duration duration, IntPredicate counted) {
        System.gc(); // now rather than in the middle: what the load does not send in time would count as the service's
        long accepted = load.answers().acceptedCount();
        SteadyLoad.Sent run = load.run(perSecond, duration);
        IntPredicate which = n -> counted.test(n % RECEIVERS);
        Waiting.until(PATIENCE, () -> ledger.missing(run, which) == 0);
        if (ledger.missing(run, which) > 0) {
            throw new IllegalStateException(ledger.missing(run, which) + " events did not arrive in time");
        }
        Histogram answers = new Histogram(MAX_NANOS, 3);
        Histogram arrivals = new Histogram(MAX_NANOS, 3);
        Histogram totals = new Histogram(MAX_NANOS, 3);
        ledger.times(run, which, (answer, arrival, total) -> {
            answers.recordValue(Math.max(0, answer));
            arrivals.recordValue(arrival);
            totals.recordValue(Math.max(0, total));
        });
        return new Times(
                perSecond,
                millis(answers, 50),
                millis(answers, 99),
                millis(arrivals, 50),
                millis(arrivals, 99),
                millis(totals, 50),
                millis(totals, 99),
                run.to() - run.from() - (load.answers().acceptedCount() - accepted));
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    Times measure(double perSecond, Duration duration) {
        return measure(perSecond, duration, _ -> true);
    }

    /** Where the webhook of receiver {@code i} leads from now on. */
    void redirect(int i, String url) {
        world.webhook(api, i, url, true);
    }

    /** Cancels what waits for receiver {@code i}, and makes it well again. */
    void heal(int i) {
        world.webhook(api, i, receiver.url("ok", i), false);
        world.webhook(api, i, receiver.url("ok", i), true);
    }

    Vertx vertx() {
        return vertx;
    }

    Receiver receiver() {
        return receiver;
    }

    Ledger ledger() {
        return ledger;
    }

    SteadyLoad load() {
        return load;
    }

    Api api() {
        return api;
    }

    World world() {
        return world;
    }

    @Override
    public void close() {
        load.close();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
