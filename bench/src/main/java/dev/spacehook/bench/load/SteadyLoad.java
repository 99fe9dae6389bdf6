package dev.spacehook.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;

/**
 * Sends events at a steady rate, whatever the answers are, and writes each one's fate into the ledger. A time is
 * counted from when the request should have been sent, so that a server that stalls cannot hide it.
 */
public final class SteadyLoad implements AutoCloseable {

    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Ledger ledger;
    private final LongFunction<String> event;
    private final Caller caller;
    private final Context context;
    private final Answers answers = new Answers();
    private final AtomicLong open = new AtomicLong();
    private long next;
    private volatile boolean running;

    private SteadyLoad(Vertx vertx, Ledger ledger, LongFunction<String> event, Caller caller) {
        this.ledger = ledger;
        this.event = event;
        this.caller = caller;
        this.context = vertx.getOrCreateContext();
    }

    /**
     * A load that outlives whatever happens to the service.
     *
     * @param event the n-th event as JSON
     * @param port of the node to send the next one to, on 127.0.0.1
     */
    public static SteadyLoad robust(
            Vertx vertx, Ledger ledger, String token, LongFunction<String> event, IntSupplier port) {
        return new SteadyLoad(vertx, ledger, event, new PooledCaller(vertx, token, port));
    }

    /** A load that costs as little as possible, over a fixed number of connections: to measure a service that is well. */
    public static SteadyLoad lean(
            Vertx vertx, Ledger ledger, String token, LongFunction<String> event, IntSupplier port) {
        return new SteadyLoad(vertx, ledger, event, new KeptConnections(vertx, token, port));
    }

    /** How the requests were answered. */
    public Answers answers() {
        return answers;
    }

    /** The numbers of the events that one run has sent: from, inclusive, to, exclusive. */
    public record Sent(long from, long to) {}

    /** Sends that many a second for that long, then waits for the last answers. */
    public Sent run(double perSecond, Duration duration) {
        running = true;
        long first = next;
        long start = System.nanoTime();
        long total = Math.min(ledger.capacity() - first, (long) (perSecond * duration.toNanos() / 1e9));
        while (running && next - first < total) {
            long due = Math.min(total, (long) ((System.nanoTime() - start) * perSecond / 1e9) + 1);
            send(first, due, start, perSecond);
            LockSupport.parkNanos(TICK_NANOS);
        }
        while (open.get() > 0) {
            LockSupport.parkNanos(TICK_NANOS);
        }
        return new Sent(first, next);
    }

    private void send(long first, long due, long start, double perSecond) {
        long from = next;
        long to = first + due;
        if (to <= from) {
            return;
        }
        next = to;
        open.addAndGet(to - from);
        context.runOnContext(_ -> {
            for (long n = from; n < to; n++) {
                post(n, start + (long) ((n - first) * 1e9 / perSecond));
            }
        });
    }

    /** Begins in the background; {@link #stop} ends it. */
    public Thread begin(double perSecond, Duration atMost) {
        running = true;
        return Thread.ofPlatform().name("load").daemon().start(() -> run(perSecond, atMost));
    }

    /** Ends {@link #begin}. */
    public void stop() {
        running = false;
    }

    private void post(long n, long dueNanos) {
        ledger.sent(n, dueNanos);
        caller.post(event.apply(n))
                .onComplete(reply -> note(n, dueNanos, reply), answers::broken)
                .onComplete(_ -> open.decrementAndGet());
    }

    private void note(long n, long dueNanos, Caller.Reply reply) {
        long now = System.nanoTime();
        if (reply.status() == 202 && reply.body().contains("\"accepted\"")) {
            ledger.accepted(n, now);
            answers.accepted();
        } else {
            answers.refused(reply.status(), reply.retryAfter(), reply.body(), now - dueNanos);
        }
    }

    @Override
    public void close() {
        stop();
        caller.close();
    }

    /** All nodes of one installation in turn. */
    public static IntSupplier inTurn(List<Integer> ports) {
        AtomicLong turn = new AtomicLong();
        return () -> ports.get((int) (turn.getAndIncrement() % ports.size()));
    }
}
