package dev.spacehook;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A receiver on loopback that keeps what it gets and answers as the test says. */
public final class TestReceiver implements AutoCloseable {

    /** A status, a header or none, a body or none. */
    public record Answer(int status, String header, String value, String body) {
        public Answer(int status, String header, String value) {
            this(status, header, value, "");
        }

        public static Answer of(int status) {
            return new Answer(status, "", "");
        }
    }

    /** What came. */
    public record Notification(String path, Headers headers, String body) {
        public String id() {
            return headers.getFirst("webhook-id");
        }

        public int attempt() {
            return Integer.parseInt(headers.getFirst("Spacehook-Attempt"));
        }
    }

    public final List<Notification> got = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Function<Notification, Answer> answers = _ -> Answer.of(204);

    public TestReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public void answer(Function<Notification, Answer> how) {
        answers = how;
    }

    public void answer(int status) {
        answers = _ -> Answer.of(status);
    }

    public void answer(int status, String body) {
        answers = _ -> new Answer(status, "", "", body);
    }

    public void redirect(String to) {
        answers = _ -> new Answer(301, "Location", to);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Notification notification = new Notification(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer answer = answers.apply(notification);
            got.add(notification);
            if (!answer.header().isEmpty()) {
                exchange.getResponseHeaders().set(answer.header(), answer.value());
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
