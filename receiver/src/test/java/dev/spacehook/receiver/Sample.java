package dev.spacehook.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A notification made by hand from the documentation, without the code under test. */
record Sample(String body, String signature, Instant sentAt) {

    static final String SECRET = "g7r0gOSKiQ59prCGXo1H50PACb5ca1mD";
    static final String SPACE = "60d55c0eb9ef88ab17b0aabb";
    static final String ID = "0193a0c8-9b5e-7000-8000-0123456789ab";

    static Sample ofCall(String eventName, String roomId) {
        return of(eventName, roomId, "");
    }

    static Sample ofRecord(String eventName, String roomId, String recordId) {
        return of(eventName, roomId, ",\"recordId\":\"" + recordId + "\"");
    }

    private static Sample of(String eventName, String roomId, String record) {
        return ofBody("{\"eventName\":\"" + eventName + "\",\"roomId\":\"" + roomId + "\",\"spaceId\":\"" + SPACE + "\""
                + record + "}");
    }

    static Sample ofEscapedRoom(String escaped) {
        return ofCall("call_started", escaped);
    }

    static Sample ofBody(String body) {
        return new Sample(body, HexFormat.of().formatHex(hmac(body.getBytes(UTF_8))), Instant.EPOCH);
    }

    Sample sentAt(Instant time) {
        return new Sample(body, signature, time);
    }

    Sample withSignature(String other) {
        return new Sample(body, other, sentAt);
    }

    String text() {
        return "{\"signature\":\"" + signature + "\",\"body\":" + body + "}";
    }

    byte[] request() {
        return text().getBytes(UTF_8);
    }

    /** In a map that ignores case, as HTTP does. */
    Map<String, String> headers() {
        long seconds = sentAt.getEpochSecond();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("webhook-id", ID);
        headers.put("webhook-timestamp", String.valueOf(seconds));
        headers.put(
                "webhook-signature",
                "v1," + Base64.getEncoder().encodeToString(hmac((ID + "." + seconds + "." + text()).getBytes(UTF_8))));
        headers.put("Spacehook-Occurred-At", "2026-11-24T11:59:59.5Z");
        headers.put("Spacehook-Attempt", "2");
        headers.put("Spacehook-Test", "true");
        return headers;
    }

    private static byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
