package dev.spacehook.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What verifies here also verifies where we wrote nothing: the Standard Webhooks library, and Node.js. */
class AgainstOthersTest {

    private static final String WHSEC = "whsec_" + Base64.getEncoder().encodeToString(Sample.SECRET.getBytes(UTF_8));

    private final Verifier verifier = Verifier.withSecret(Sample.SECRET);

    @ParameterizedTest
    @ValueSource(strings = {"room", "комната \uD83D\uDE80", "a\\\"b\\\\c"})
    void agreesWithTheStandardWebhooksLibrary(String room) throws Exception {
        Sample sample = Sample.ofCall("call_started", room).sentAt(Instant.now());

        verifier.verify(sample.request(), sample.headers()::get);
        new Webhook(WHSEC).verify(sample.text(), headers(sample.headers()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "комната \uD83D\uDE80", "a\\\"b\\\\c"})
    void verifiesWhatTheStandardWebhooksLibrarySigned(String room) throws Exception {
        Sample sample = Sample.ofCall("call_finished", room);
        long now = Instant.now().getEpochSecond();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Webhook-Id", "msg_1");
        headers.put("Webhook-Timestamp", String.valueOf(now));
        headers.put("Webhook-Signature", new Webhook(WHSEC).sign("msg_1", now, sample.text()));

        assertThat(verifier.verify(sample.request(), headers::get).id()).contains("msg_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "комната \uD83D\uDE80", "a\\\"b\\\\c"})
    void agreesWithNode(String room) throws Exception {
        Sample sample = Sample.ofRecord("record_started", room, "rec-1");

        verifier.verifyBody(sample.request());
        assertThat(nodeSignature(sample.text())).isEqualTo(sample.signature());
    }

    private static String nodeSignature(String request) throws IOException, InterruptedException {
        String script = "const body = JSON.parse(require('fs').readFileSync(0, 'utf8')).body;"
                + "process.stdout.write(require('crypto').createHmac('sha256', process.argv[1])"
                + ".update(JSON.stringify(body)).digest('hex'))";
        Process node = start("node", "-e", script, Sample.SECRET);
        node.getOutputStream().write(request.getBytes(UTF_8));
        node.getOutputStream().close();
        String signature = new String(node.getInputStream().readAllBytes(), UTF_8);
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return signature;
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("node is not installed");
            throw new IllegalStateException(e);
        }
    }

    private static HttpHeaders headers(Map<String, String> single) {
        Map<String, List<String>> many =
                single.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
        return HttpHeaders.of(many, (name, value) -> true);
    }
}
