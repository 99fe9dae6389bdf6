package dev.spacehook.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A receiver that writes what arrives into the ledger. The first part of the path says how it behaves: {@code ok}
 * answers 204, {@code error} 500, {@code hang} never answers, {@code flaky} answers one in fifty first attempts with
 * 500 and a few words, {@code gate} hangs while the gate is closed.
 */
public final class Receiver implements AutoCloseable {

    private static final String RECORD = "\"recordId\":\"";
    private static final int RECORD_ID = 24;
    private static final int FLAKY_EVERY = 50;
    private static final String WELL = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String NOT_NOW = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 8\r\n\r\nnot now\n";
    private static final String ERROR = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    private final Ledger ledger;
    private final NetServer server;
    private final List<NetSocket> held = new CopyOnWriteArrayList<>();
    private final Set<String> closedGates = ConcurrentHashMap.newKeySet();

    private Receiver(Vertx vertx, Ledger ledger, int port) {
        this.ledger = ledger;
        this.server = vertx.createNetServer(
                        new NetServerOptions().setAcceptBacklog(4096).setTcpNoDelay(true))
                .connectHandler(this::serve);
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
        List<NetSocket> waiting = new ArrayList<>(held);
        held.removeAll(waiting);
        waiting.forEach(NetSocket::close);
    }

    private void serve(NetSocket socket) {
        socket.handler(new MessageReader(request -> answer(socket, request, System.nanoTime())));
    }

    private void answer(NetSocket socket, MessageReader.Message request, long nanos) {
        long n = number(request.body());
        switch (behaviour(request.head())) {
            case "error" -> socket.write(ERROR);
            case "hang" -> held.add(socket);
            case "flaky" -> answerFlaky(socket, request, n, nanos);
            case "gate" -> answerAtGate(socket, n, nanos);
            default -> answerWell(socket, n, nanos);
        }
    }

    /** The first part of the path in a request line such as {@code post /ok/1 http/1.1}. */
    private static String behaviour(String head) {
        int path = head.indexOf('/') + 1;
        return head.substring(path, Math.max(path, head.indexOf('/', path)));
    }

    private void answerWell(NetSocket socket, long n, long nanos) {
        ledger.arrived(n, nanos);
        socket.write(WELL);
    }

    private void answerFlaky(NetSocket socket, MessageReader.Message request, long n, long nanos) {
        if (n % FLAKY_EVERY == 0 && request.header("spacehook-attempt").equals("1")) {
            socket.write(NOT_NOW);
        } else {
            answerWell(socket, n, nanos);
        }
    }

    private void answerAtGate(NetSocket socket, long n, long nanos) {
        if (closedGates.isEmpty()) {
            answerWell(socket, n, nanos);
        } else {
            held.add(socket);
        }
    }

    /** What {@link World#recordId} wrote; -1 where there is none. */
    private static long number(String body) {
        int at = body.indexOf(RECORD) + RECORD.length();
        return at < RECORD.length() || at + RECORD_ID > body.length()
                ? -1
                : Long.parseLong(body.substring(at, at + RECORD_ID), 16);
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        join(server.close());
    }
}
