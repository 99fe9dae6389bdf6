package dev.spacehook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Values that must turn up nowhere, in whatever form: raw, hexadecimal, or base64 at any place of a longer text. */
public final class Canaries {

    private final Map<String, String> values = new HashMap<>();

    /** A new value, good as a password, a secret, a part of a URL. */
    public String make(String name) {
        return keep(name, "canary" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** Takes a value that the service has made. */
    public String keep(String name, String value) {
        assertThat(value).as(name).hasSizeGreaterThan(8);
        values.put(name, value);
        return value;
    }

    /** The names of those that are in a text. */
    public List<String> in(String text) {
        return in(text, _ -> true);
    }

    public List<String> in(String text, Predicate<String> names) {
        String lower = text.toLowerCase(Locale.ROOT);
        return values.entrySet().stream()
                .filter(canary -> names.test(canary.getKey()))
                .filter(canary -> isIn(text, lower, canary.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isIn(String text, String lower, String canary) {
        byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
        return text.contains(canary)
                || lower.contains(HexFormat.of().formatHex(bytes))
                || base64(bytes).stream().anyMatch(text::contains);
    }

    /** What is the same in base64 whatever stands around it, for each of the three places where it can begin. */
    static List<String> base64(byte[] bytes) {
        List<String> forms = new ArrayList<>();
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[bytes.length + shift];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            int first = (shift * 8 + 5) / 6;
            int end = shifted.length * 8 / 6;
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                forms.add(encoder.encodeToString(shifted).substring(first, end));
            }
        }
        return forms;
    }
}
