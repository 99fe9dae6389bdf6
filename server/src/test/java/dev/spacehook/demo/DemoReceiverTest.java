package dev.spacehook.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoReceiverTest {

    private static final String SPACE = "60d55c0eb9ef88ab17b0aabb";
    private static final String BODY =
            "{\"eventName\":\"call_started\",\"roomId\":\"r\",\"spaceId\":\"" + SPACE + "\"}";

    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private Optional<String> current = Optional.empty();
    private final DemoReceiver receiver = new DemoReceiver(space -> current, arrivals::add);

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void answers204ToWhatVerifies() throws Exception {
        receiver.useSecret(SPACE, "first secret");

        assertThat(post("first secret")).isEqualTo(204);
        assertThat(arrivals).singleElement().isInstanceOf(Arrival.Verified.class);
        assertThat(arrivals.getFirst().id()).isEqualTo("id-1");
    }

    @Test
    void answers401ToAForgery() throws Exception {
        receiver.useSecret(SPACE, "first secret");

        assertThat(post("guessed secret")).isEqualTo(401);
        assertThat(arrivals).singleElement().isInstanceOf(Arrival.Refused.class);
    }

    @Test
    void asksForTheSecretThatWasRefreshedMeanwhile() throws Exception {
        receiver.useSecret(SPACE, "first secret");
        current = Optional.of("second secret");

        assertThat(post("second secret")).isEqualTo(204);
        assertThat(post("first secret")).isEqualTo(401);
    }

    private int post(String secret) throws Exception {
        String text = "{\"signature\":\"" + HexFormat.of().formatHex(hmac(secret, BODY)) + "\",\"body\":" + BODY + "}";
        long now = Instant.now().getEpochSecond();
        String signature = Base64.getEncoder().encodeToString(hmac(secret, "id-1." + now + "." + text));
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.urlOf(SPACE)))
                .header("webhook-id", "id-1")
                .header("webhook-timestamp", String.valueOf(now))
                .header("webhook-signature", "v1," + signature)
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static byte[] hmac(String secret, String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return mac.doFinal(message.getBytes(UTF_8));
    }
}
