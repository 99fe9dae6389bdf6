package dev.spacehook.delivery;

import dev.spacehook.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;

/**
 * The bytes a receiver gets, and both signatures over them.
 *
 * @param payload {@code {"signature":…,"body":…}} without white space
 * @param signature hex HMAC-SHA256 over the body: what the platform's documentation verifies
 * @param standardSignature {@code v1,<base64>}: Standard Webhooks 1.0, over id, timestamp and payload
 */
record SignedRequest(byte[] payload, String signature, String standardSignature) {

    private static final HexFormat HEX = HexFormat.of();

    /**
     * @param mac keyed with the secret's UTF-8 bytes; left ready for the next use
     * @param timestamp seconds since 1970, of this attempt
     */
    static SignedRequest of(Event event, String timestamp, Mac mac) {
        byte[] body = body(event).getBytes(StandardCharsets.UTF_8);
        String signature = HEX.formatHex(mac.doFinal(body));
        byte[] payload = payload(signature, body);
        mac.update((event.id() + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        String standard = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload));
        return new SignedRequest(payload, signature, standard);
    }

    private static byte[] payload(String signature, byte[] body) {
        byte[] head = ("{\"signature\":\"" + signature + "\",\"body\":").getBytes(StandardCharsets.US_ASCII);
        byte[] payload = new byte[head.length + body.length + 1];
        System.arraycopy(head, 0, payload, 0, head.length);
        System.arraycopy(body, 0, payload, head.length, body.length);
        payload[payload.length - 1] = '}';
        return payload;
    }

    /** The event as JavaScript's {@code JSON.stringify} prints it: receivers verify by printing it anew. */
    static String body(Event event) {
        StringBuilder json = new StringBuilder(160);
        json.append("{\"eventName\":\"").append(event.name().wireName()).append('"');
        member(json, "roomId", event.roomId());
        member(json, "spaceId", event.spaceId());
        if (event.recordId() != null) {
            member(json, "recordId", event.recordId());
        }
        return json.append('}').toString();
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            escape(json, value.charAt(i));
        }
        json.append('"');
    }

    /** ECMA-262, QuoteJSONString; lone surrogates do not get past intake. */
    private static void escape(StringBuilder json, char c) {
        switch (c) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (c < ' ') {
                    json.append("\\u").append(HEX.toHexDigits(c));
                } else {
                    json.append(c);
                }
            }
        }
    }
}
