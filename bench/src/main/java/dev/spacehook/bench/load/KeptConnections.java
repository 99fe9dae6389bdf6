package dev.spacehook.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of keep-alive connections with one request at a time on each, at the least cost: for measuring. What
 * finds none free waits, and its time runs.
 */
final class KeptConnections implements Caller {
    private static final int CONNECTIONS = 256;

    private final NetClient client;
    private final IntSupplier port;
    private final String head;
    private final Queue<Connection> idle = new ArrayDeque<>();
    private final Queue<Request> waiting = new ArrayDeque<>();
    private int open;

    KeptConnections(Vertx vertx, String token, IntSupplier port) {
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        this.port = port;
        this.head = "POST " + Api.EVENTS + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + token + "\r\nContent-Length: ";
    }

    private record Request(String event, Promise<Reply> promise) {}

    @Override
    public Future<Reply> post(String event) {
        Request request = new Request(event, Promise.promise());
        Connection free = idle.poll();
        if (free != null) {
            free.send(request);
        } else {
            waiting.add(request);
            openAnother();
        }
        return request.promise.future();
    }

    private void openAnother() {
        if (open == CONNECTIONS) {
            return;
        }
        open++;
        client.connect(port.getAsInt(), "127.0.0.1").onComplete(socket -> new Connection(socket).goOn(), e -> {
            open--;
            Request request = waiting.poll();
            if (request != null) {
                request.promise.fail(e);
            }
        });
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
    }

    private final class Connection {
        private final NetSocket socket;
        private @Nullable Request current;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(new MessageReader(this::answered));
            socket.closeHandler(_ -> closed());
        }

        void send(Request request) {
            current = request;
            // events are ASCII
            byte[] bytes =
                    (head + request.event.length() + "\r\n\r\n" + request.event).getBytes(StandardCharsets.US_ASCII);
            socket.write(Buffer.buffer(bytes));
        }

        private void answered(MessageReader.Message answer) {
            Request request = current;
            current = null;
            if (request != null) {
                String retryAfter = answer.header("retry-after");
                request.promise.complete(new Reply(
                        Integer.parseInt(answer.head().substring(9, 12)),
                        retryAfter.isEmpty() ? null : retryAfter,
                        answer.body()));
            }
            goOn();
        }

        void goOn() {
            Request next = waiting.poll();
            if (next != null) {
                send(next);
            } else {
                idle.add(this);
            }
        }

        private void closed() {
            open--;
            idle.remove(this);
            if (current != null) {
                current.promise.fail("closed before the answer");
            }
        }
    }
}
