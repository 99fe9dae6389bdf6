package dev.spacehook.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.spacehook.receiver.InvalidNotificationException;
import dev.spacehook.receiver.InvalidNotificationException.Reason;
import dev.spacehook.receiver.Notification;
import dev.spacehook.receiver.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A receiver as an integrator would write it, for several spaces: the last segment of the path is the space. It answers
 * 204 to what verifies and 401 to anything else.
 */
final class DemoReceiver implements AutoCloseable {

    /** Notifications have a few hundred bytes. */
    private static final int MAX_BODY = 64 * 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Function<String, Optional<String>> currentSecret;
    private final Consumer<Arrival> listener;

    /**
     * @param currentSecret the secret of a space as it is now: asked where the one known does not fit, since anyone may
     *     refresh it in the cabinet while the demo runs
     */
    DemoReceiver(Function<String, Optional<String>> currentSecret, Consumer<Arrival> listener) {
        this.currentSecret = currentSecret;
        this.listener = listener;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String urlOf(String spaceId) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + spaceId;
    }

    void useSecret(String spaceId, String secret) {
        secrets.put(spaceId, secret);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Arrival arrival = arrival(exchange);
            listener.accept(arrival);
            exchange.sendResponseHeaders(arrival instanceof Arrival.Verified ? 204 : 401, -1);
        }
    }

    private Arrival arrival(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        byte[] request = exchange.getRequestBody().readNBytes(MAX_BODY);
        Function<String, String> headers = exchange.getRequestHeaders()::getFirst;
        String spaceId = exchange.getRequestURI().getPath().substring(1);
        try {
            return new Arrival.Verified(verify(spaceId, request, headers), now);
        } catch (InvalidNotificationException e) {
            String id = Optional.ofNullable(headers.apply("webhook-id")).orElse("");
            return new Arrival.Refused(id, e.reason() + ": " + e.getMessage());
        }
    }

    private Notification verify(String spaceId, byte[] request, Function<String, String> headers)
            throws InvalidNotificationException {
        String known = secrets.get(spaceId);
        if (known != null) {
            try {
                return Verifier.withSecret(known).verify(request, headers);
            } catch (InvalidNotificationException e) {
                if (e.reason() != Reason.SIGNATURE) {
                    throw e;
                }
            }
        }
        String current = currentSecret.apply(spaceId).orElse("no secret is known for this address");
        secrets.put(spaceId, current);
        return Verifier.withSecret(current).verify(request, headers);
    }
}
