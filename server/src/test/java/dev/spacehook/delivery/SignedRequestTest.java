package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both signatures, checked by code that is not ours. */
final class SignedRequestTest {
    private static final String SECRET = "g7r0gOSKiQ59prCGXo1H50PACb5ca1mD";

    /** Names that JSON escapes, that are not ASCII, and that older escapers get wrong. */
    private static final String AWKWARD =
            "r\"o\\o/m\b\f\n\r\t\u0001\u001f\u007f \u00e9\u4f1a\u2028\u2029\ud83d\ude00<>&'";

    /** As the platform's documentation prints it, reading the request from standard input. */
    private static final String PRINTED = """
            const crypto = require('crypto');
            const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
            const secret = process.argv[1];
            const signature = crypto.createHmac('sha256', secret).update(JSON.stringify(request.body)).digest('hex');
            process.exit(signature === request.signature ? 0 : 1);
            """;

    @ParameterizedTest
    @EnumSource(EventName.class)
    void nodeVerifiesTheDocumentedSignature(EventName name) throws Exception {
        assertThat(node(request(event(name, "room")).payload(), SECRET)).isZero();
        assertThat(node(request(event(name, AWKWARD)).payload(), SECRET)).isZero();
        assertThat(node(request(event(name, "room")).payload(), "another secret"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(EventName.class)
    void aStandardWebhooksLibraryVerifiesTheHeaders(EventName name) throws Exception {
        Event event = event(name, AWKWARD);
        SignedRequest request = request(event);
        Webhook library =
                new Webhook("whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
        HttpHeaders headers = HttpHeaders.of(
                Map.of(
                        "webhook-id", List.of(event.id().toString()),
                        "webhook-timestamp", List.of(timestamp()),
                        "webhook-signature", List.of(request.standardSignature())),
                (_, _) -> true);
        String payload = new String(request.payload(), StandardCharsets.UTF_8);
        assertThatCode(() -> library.verify(payload, headers)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(EventName.class)
    void theBodyHasItsMembersInTheDocumentedOrder(EventName name) {
        String record = name.isRecord() ? ",\"recordId\":\"record\"" : "";
        assertThat(SignedRequest.body(event(name, "room")))
                .isEqualTo("{\"eventName\":\"" + name.wireName() + "\",\"roomId\":\"room\",\"spaceId\":\"space\""
                        + record + "}");
    }

    private static int node(byte[] payload, String secret) throws IOException, InterruptedException {
        Process node;
        try {
            node = new ProcessBuilder("node", "-e", PRINTED, secret)
                    .inheritIO()
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("node is not installed");
            throw e;
        }
        try (var in = node.getOutputStream()) {
            in.write(payload);
        }
        return node.waitFor();
    }

    private static SignedRequest request(Event event) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return SignedRequest.of(event, timestamp(), mac);
    }

    private static String timestamp() {
        return Long.toString(Instant.now().getEpochSecond());
    }

    private static Event event(EventName name, String room) {
        return new Event(
                UUID.randomUUID(), "space", 1, name, room, name.isRecord() ? "record" : null, Instant.now(), false);
    }
}
