package dev.spacehook.receiver;

import dev.spacehook.receiver.InvalidNotificationException.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The request taken apart, nothing verified yet.
 *
 * @param signedBytes the bytes of the member {@code body} as they stood in the request
 */
record Envelope(byte[] signature, byte[] signedBytes, Map<String, JsonReader.Value> body) {

    static Envelope parse(byte[] request) throws InvalidNotificationException {
        Map<String, JsonReader.Value> members = JsonReader.readObject(request, 0, request.length);
        JsonReader.Value body = members.get("body");
        if (body == null || !body.isObject()) {
            throw malformed("member \"body\" must be an object");
        }
        return new Envelope(
                Verifier.hex(text(members, "signature")),
                Arrays.copyOfRange(request, body.start(), body.end()),
                JsonReader.readObject(request, body.start(), body.end()));
    }

    Notification notification(Optional<String> id, Optional<Instant> occurredAt, int attempt, boolean test)
            throws InvalidNotificationException {
        Optional<String> recordId =
                body.containsKey("recordId") ? Optional.of(text(body, "recordId")) : Optional.empty();
        return new Notification(
                text(body, "eventName"),
                text(body, "roomId"),
                text(body, "spaceId"),
                recordId,
                id,
                occurredAt,
                attempt,
                test);
    }

    private static String text(Map<String, JsonReader.Value> members, String name) throws InvalidNotificationException {
        JsonReader.Value value = members.get(name);
        return Optional.ofNullable(value)
                .flatMap(JsonReader.Value::text)
                .orElseThrow(() -> malformed("member \"" + name + "\" must be a string"));
    }

    private static InvalidNotificationException malformed(String message) {
        return new InvalidNotificationException(Reason.MALFORMED, message);
    }
}
