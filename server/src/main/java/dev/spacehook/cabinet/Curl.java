package dev.spacehook.cabinet;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** A notification as a command line that sends the same request once more, signed anew with the present secret. */
final class Curl {

    private Curl() {}

    static String command(String url, String secret, String id, String body, Instant now) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        String signature = HexFormat.of().formatHex(Signing.hmacSha256(key, body));
        String payload = "{\"signature\":\"" + signature + "\",\"body\":" + visible(body) + "}";
        long timestamp = now.getEpochSecond();
        String standard =
                Base64.getEncoder().encodeToString(Signing.hmacSha256(key, id + "." + timestamp + "." + payload));
        return String.join(
                " \\\n  ",
                "curl -i -X POST " + quoted(url),
                "-H 'Content-Type: application/json'",
                "-H " + quoted("webhook-id: " + id),
                "-H " + quoted("webhook-timestamp: " + timestamp),
                "-H " + quoted("webhook-signature: v1," + standard),
                "--data-raw " + quoted(payload));
    }

    /** The same JSON, with what cannot be shown as it is written as an escape. */
    private static String visible(String json) {
        StringBuilder visible = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (Shown.isPlain(c)) {
                visible.appendCodePoint(c);
            } else {
                Character.toString(c).chars().forEach(unit -> visible.append(String.format("\\u%04x", unit)));
            }
        });
        return visible.toString();
    }

    /** For a POSIX shell: between single quotes nothing but a single quote is special. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
