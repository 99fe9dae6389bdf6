package dev.spacehook.delivery;

import dev.spacehook.egress.Examination;
import dev.spacehook.egress.GuardedClient;
import dev.spacehook.egress.Outcome;
import dev.spacehook.egress.RequestHeaders;
import dev.spacehook.egress.WebhookUrl;
import dev.spacehook.event.Event;
import dev.spacehook.webhook.SpaceState;
import dev.spacehook.webhook.WebhookSecret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and posts. It knows nothing of retries. For one event loop. */
final class Sender {

    private static final String ALGORITHM = "HmacSHA256";

    private final GuardedClient client;
    private final String userAgent;
    private final Mac mac;

    Sender(GuardedClient client, String version) {
        this.client = client;
        this.userAgent = "Spacehook/" + version;
        try {
            this.mac = Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** @param done called once, on this loop */
    void send(Task task, SpaceState.Endpoint endpoint, BiConsumer<Sent, Outcome> done) {
        Event event = task.event();
        Instant now = Instant.now();
        String timestamp = Long.toString(now.getEpochSecond());
        SignedRequest request = SignedRequest.of(event, timestamp, keyed(endpoint.secret()));
        Sent sent = new Sent(now, System.nanoTime(), now, request.signature());
        if (endpoint.url() == null) {
            done.accept(sent, new Outcome.Failed("forbidden_address", null));
            return;
        }
        client.post(
                endpoint.url(),
                headers(event, task.attempt(), timestamp, request),
                request.payload(),
                outcome -> done.accept(sent, outcome));
    }

    /** Sends an event once, to see how far it comes. To be called on the loop; {@code done} is called there, once. */
    void examine(Event event, WebhookUrl url, WebhookSecret secret, Consumer<Examination> done) {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        SignedRequest request = SignedRequest.of(event, timestamp, keyed(secret));
        client.examine(url, headers(event, 1, timestamp, request), request.payload(), done);
    }

    private Mac keyed(WebhookSecret secret) {
        try {
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a webhook secret is no key", e);
        }
    }

    private RequestHeaders headers(Event event, int attempt, String timestamp, SignedRequest request) {
        RequestHeaders headers = new RequestHeaders()
                .add("Content-Type", "application/json")
                .add("User-Agent", userAgent)
                .add("webhook-id", event.id().toString())
                .add("webhook-timestamp", timestamp)
                .add("webhook-signature", request.standardSignature())
                .add("Spacehook-Event", event.name().wireName())
                .add("Spacehook-Occurred-At", event.occurredAt().toString())
                .add("Spacehook-Attempt", Integer.toString(attempt));
        return event.test() ? headers.add("Spacehook-Test", "true") : headers;
    }

    void close() {
        client.close();
    }

    /** What was sent, for the attempt's row. */
    record Sent(Instant startedAt, long startedNanos, Instant signedAt, String signature) {}
}
