package dev.spacehook.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
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

    /** Enough for all that wait while a server stalls: what is not sent yet would be counted as its fault. */
    private static final int CONNECTIONS = 4000;

    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long TIMEOUT_MILLIS = 10_000;

    private final Ledger ledger;
    private final String token;
    private final LongFunction<String> event;
    private final IntSupplier port;
    private final HttpClient client;
    private final Context context;
    private final Answers answers = new Answers();
    private final AtomicLong open = new AtomicLong();
    private long next;
    private volatile boolean running;

    /**
     * @param event the n-th event as JSON
     * @param port of the node to send the next one to, on 127.0.0.1
     */
    public SteadyLoad(Vertx vertx, Ledger ledger, String token, LongFunction<String> event, IntSupplier port) {
        this.ledger = ledger;
        this.token = "Bearer " + token;
        this.event = event;
        this.port = port;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setConnectTimeout(2000));
        this.context = vertx.getOrCreateContext();
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
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port.getAsInt())
                .setURI(Api.EVENTS)
                .setTimeout(TIMEOUT_MILLIS)
                .putHeader("Authorization", token)
                .putHeader("Content-Type", "application/json");
        client.request(options)
                .compose(request -> request.send(Buffer.buffer(event.apply(n))))
                .compose(answer -> answer.body().map(body -> note(n, dueNanos, answer, body)))
                .onFailure(e -> answers.broken(e))
                .onComplete(_ -> open.decrementAndGet());
    }

    private boolean note(long n, long dueNanos, HttpClientResponse answer, Buffer body) {
        long now = System.nanoTime();
        if (answer.statusCode() == 202 && body.toString().contains("\"accepted\"")) {
            ledger.accepted(n, now);
            answers.accepted();
        } else {
            answers.refused(answer.statusCode(), answer.getHeader("Retry-After"), body.toString(), now - dueNanos);
        }
        return true;
    }

    @Override
    public void close() {
        stop();
        client.close().toCompletionStage().toCompletableFuture().join();
    }

    /** All nodes of one installation in turn. */
    public static IntSupplier inTurn(List<Integer> ports) {
        AtomicLong turn = new AtomicLong();
        return () -> ports.get((int) (turn.getAndIncrement() % ports.size()));
    }
}
