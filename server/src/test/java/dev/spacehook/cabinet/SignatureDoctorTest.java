package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.cabinet.SignatureDoctor.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each usual mistake, made for real, is named. */
class SignatureDoctorTest {

    private static final String SECRET = "g7r0gOSKiQ59prCGXo1H50PACb5ca1mD";
    private static final String OLD = "aaaabbbbccccddddeeeeffffgggghhhh";
    private static final String BODY =
            "{\"eventName\":\"record_finished\",\"roomId\":\"комната/1\",\"spaceId\":\"s\",\"recordId\":\"r\"}";
    private static final String SIGNED = hex(hmac(SECRET, BODY));
    private static final String REQUEST = request(SIGNED, BODY);
    private static final String REORDERED =
            "{\"recordId\":\"r\",\"spaceId\":\"s\",\"roomId\":\"комната/1\",\"eventName\":\"record_finished\"}";

    private static String request(String signature, String body) {
        return "{\"signature\":\"" + signature + "\",\"body\":" + body + "}";
    }

    private static byte[] hmac(String key, String text) {
        return Signing.hmacSha256(key.getBytes(StandardCharsets.UTF_8), text);
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static String base64(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest);
    }

    private static String python(String json) {
        return json.replace("\":", "\": ").replace(",\"", ", \"");
    }

    private static String escaped(String json) {
        StringBuilder escaped = new StringBuilder();
        json.chars().forEach(c -> escaped.append(c < 0x80 ? "" + (char) c : String.format("\\u%04x", c)));
        return escaped.toString();
    }

    private static final String INDENTED = """
            {
              "eventName": "record_finished",
              "roomId": "комната/1",
              "spaceId": "s",
              "recordId": "r"
            }""";

    static Stream<Arguments> mistakes() {
        byte[] right = hmac(SECRET, BODY);
        byte[] plain = SECRET.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of(Finding.RIGHT, REQUEST, SIGNED, ""),
                Arguments.of(Finding.RIGHT, " " + REQUEST + "\n", SIGNED + "\n", ""),
                Arguments.of(Finding.UPPER_CASE, REQUEST, SIGNED.toUpperCase(Locale.ROOT), ""),
                Arguments.of(Finding.BASE64, REQUEST, base64(right), ""),
                Arguments.of(Finding.WHOLE_REQUEST, REQUEST, hex(hmac(SECRET, REQUEST)), ""),
                Arguments.of(Finding.WHOLE_REQUEST, REQUEST, hex(hmac(SECRET, "{\"body\":" + BODY + "}")), ""),
                Arguments.of(Finding.WHITE_SPACE, REQUEST, hex(hmac(SECRET, python(BODY))), ""),
                Arguments.of(Finding.WHITE_SPACE, REQUEST, hex(hmac(SECRET, INDENTED)), ""),
                Arguments.of(Finding.WHITE_SPACE, REQUEST, hex(hmac(SECRET, BODY + "\n")), ""),
                Arguments.of(Finding.WHITE_SPACE, REQUEST, base64(hmac(SECRET, BODY + "\n")), ""),
                Arguments.of(Finding.ESCAPED, REQUEST, hex(hmac(SECRET, escaped(BODY))), ""),
                Arguments.of(Finding.ESCAPED, REQUEST, hex(hmac(SECRET, BODY.replace("/", "\\/"))), ""),
                Arguments.of(Finding.MEMBER_ORDER, REQUEST, hex(hmac(SECRET, REORDERED)), ""),
                Arguments.of(Finding.MEMBER_ORDER, REQUEST, hex(hmac(SECRET, python(REORDERED))), ""),
                Arguments.of(
                        Finding.DECODED_KEY,
                        REQUEST,
                        hex(Signing.hmacSha256(Base64.getDecoder().decode(SECRET), BODY)),
                        ""),
                Arguments.of(Finding.DECODED_KEY, REQUEST, hex(hmac("whsec_" + SECRET, BODY)), ""),
                Arguments.of(Finding.PADDED_KEY, REQUEST, hex(hmac(SECRET + "\n", BODY)), ""),
                Arguments.of(Finding.PADDED_KEY, REQUEST, hex(hmac("  " + SECRET, BODY)), "  " + SECRET),
                Arguments.of(Finding.ALGORITHM, REQUEST, hex(Signing.hmac("HmacSHA1", plain, BODY)), ""),
                Arguments.of(Finding.ALGORITHM, REQUEST, hex(Signing.hmac("HmacSHA512", plain, BODY)), ""),
                Arguments.of(Finding.STANDARD_WEBHOOKS, REQUEST, "v1," + base64(hmac(SECRET, "1.2." + REQUEST)), ""),
                Arguments.of(Finding.OTHER_KEY, REQUEST, hex(hmac(OLD, BODY)), OLD),
                Arguments.of(Finding.UNKNOWN_TEXT_OR_KEY, REQUEST, hex(hmac(OLD, BODY)), ""),
                Arguments.of(Finding.SENT_UNDER_OLD_KEY, request(hex(hmac(OLD, BODY)), BODY), hex(hmac(OLD, BODY)), ""),
                Arguments.of(Finding.BODY_OR_KEY_CHANGED, request(hex(hmac(OLD, BODY)), BODY), "1234", ""),
                Arguments.of(Finding.BODY_OR_KEY_CHANGED, request(hex(hmac(OLD, BODY)), BODY), SIGNED, ""),
                Arguments.of(Finding.NOT_A_NOTIFICATION, BODY, SIGNED, ""),
                Arguments.of(Finding.NOT_A_NOTIFICATION, "", "", ""),
                Arguments.of(Finding.NOT_A_NOTIFICATION, "[1]", SIGNED, ""),
                Arguments.of(Finding.NOT_A_NOTIFICATION, "{\"signature\":\"x\",\"body\":\"y\"}", SIGNED, ""));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesTheMistake(Finding finding, String request, String computed, String usedKey) {
        assertThat(new SignatureDoctor(SECRET, request, computed, usedKey)
                        .examine()
                        .finding())
                .isEqualTo(finding);
    }
}
