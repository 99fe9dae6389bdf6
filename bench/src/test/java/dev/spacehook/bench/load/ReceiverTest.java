package dev.spacehook.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiverTest {

    private final Vertx vertx = Vertx.vertx();
    private final Ledger ledger = new Ledger(1000);
    private final Receiver receiver = Receiver.start(vertx, ledger, 0);

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void finds_the_event_that_the_world_made() throws Exception {
        String event = World.of("60d55c0e", 3).event(42);

        assertThat(post("ok", event, 1)).isEqualTo(204);
        assertThat(ledger.arrivedCount()).isOne();
    }

    @Test
    void answers_as_its_path_says() throws Exception {
        World world = World.of("60d55c0e", 3);

        assertThat(post("error", world.event(1), 1)).isEqualTo(500);
        assertThat(post("flaky", world.event(50), 1)).isEqualTo(500);
        assertThat(ledger.arrivedCount()).isZero();

        assertThat(post("flaky", world.event(50), 2)).isEqualTo(204);
        assertThat(post("flaky", world.event(51), 1)).isEqualTo(204);
        assertThat(ledger.arrivedCount()).isEqualTo(2);
    }

    private int post(String behaviour, String event, int attempt) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.url(behaviour, 0)))
                .header("Spacehook-Attempt", String.valueOf(attempt))
                .POST(HttpRequest.BodyPublishers.ofString("{\"signature\":\"00\",\"body\":" + event + "}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
