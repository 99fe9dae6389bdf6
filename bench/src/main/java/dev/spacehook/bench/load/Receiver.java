package dev.spacehook.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A receiver that writes what arrives into the ledger. The first part of the path says how it behaves: {@code ok}
 * answers 204, {@code error} 500, {@code hang} never answers, {@code flaky} answers one in fifty first attempts with
 * 500, {@code gate} hangs while the gate is closed.
 */
public final class Receiver implements AutoCloseable {

    private static final String RECORD = "\"recordId\":\"";
    private static final int RECORD_ID = 24;
    private static final int FLAKY_EVERY = 50;

    private final Ledger ledger;
    private final HttpServer server;
    private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    private final Set<String> closedGates = ConcurrentHashMap.newKeySet();

    private Receiver(Vertx vertx, Ledger ledger, int port) {
        this.ledger = ledger;
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setIdleTimeout(0).setAcceptBacklog(4096))
                .requestHandler(this::handle);
        join(server.listen(port, "127.0.0.1"));
    }

    public static Receiver start(Vertx vertx, Ledger ledger, int port) {
        return new Receiver(vertx, ledger, port);
    }

    /** The address at which it behaves in that way. */
    public String url(String behaviour, int i) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + behaviour + "/" + i;
    }

    /** From now on what comes to {@code /gate} waits. */
    public void closeGate() {
        closedGates.add("gate");
    }

    /** What comes from now on is answered; what has waited is cut off, as by a receiver that starts again. */
    public void openGate() {
        closedGates.clear();
        List<HttpServerRequest> waiting = new ArrayList<>(held);
        held.removeAll(waiting);
        waiting.forEach(request -> request.connection().close());
    }

    private void handle(HttpServerRequest request) {
        request.bodyHandler(body -> answer(request, number(body), System.nanoTime()));
    }

    private void answer(HttpServerRequest request, long n, long nanos) {
        switch (behaviour(request)) {
            case "error" -> request.response().setStatusCode(500).end();
            case "hang" -> held.add(request);
            case "flaky" -> answerFlaky(request, n, nanos);
            case "gate" -> answerAtGate(request, n, nanos);
            default -> answerWell(request, n, nanos);
        }
    }

    private static String behaviour(HttpServerRequest request) {
        String path = request.path();
        return path.substring(1, Math.max(1, path.indexOf('/', 1)));
    }

    private void answerWell(HttpServerRequest request, long n, long nanos) {
        ledger.arrived(n, nanos);
        request.response().setStatusCode(204).end();
    }

    private void answerFlaky(HttpServerRequest request, long n, long nanos) {
        if (n % FLAKY_EVERY == 0 && "1".equals(request.getHeader("Spacehook-Attempt"))) {
            request.response().setStatusCode(500).end();
        } else {
            answerWell(request, n, nanos);
        }
    }

    private void answerAtGate(HttpServerRequest request, long n, long nanos) {
        if (closedGates.isEmpty()) {
            answerWell(request, n, nanos);
        } else {
            held.add(request);
        }
    }

    /** What {@link World#recordId} wrote; -1 where there is none. */
    private static long number(Buffer body) {
        String text = body.toString();
        int at = text.indexOf(RECORD) + RECORD.length();
        return at < RECORD.length() || at + RECORD_ID > text.length()
                ? -1
                : Long.parseLong(text.substring(at, at + RECORD_ID), 16);
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        join(server.close());
    }
}
