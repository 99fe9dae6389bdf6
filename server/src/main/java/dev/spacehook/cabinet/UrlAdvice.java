package dev.spacehook.cabinet;

import dev.spacehook.egress.UrlRefusedException;
import dev.spacehook.egress.UrlRules;
import dev.spacehook.egress.WebhookUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** What someone meant who typed an address the way people do: without the scheme, in his own script. */
final class UrlAdvice {

    private static final int REPAIRS = 3;
    private static final char LAST_ASCII = 0x7f;

    private UrlAdvice() {}

    /** The address as it can be saved if a repair helps, else what was given. */
    static String understood(String given, UrlRules rules) {
        String text = given.strip();
        for (int i = 0; i < REPAIRS; i++) {
            String repaired = repaired(text, rules);
            if (repaired.equals(text)) {
                return text;
            }
            text = repaired;
        }
        return text;
    }

    private static String repaired(String text, UrlRules rules) {
        try {
            WebhookUrl.parse(text, rules);
            return text;
        } catch (UrlRefusedException e) {
            return switch (e.reason()) {
                case "no_scheme" -> "https://" + text.replaceFirst("^/+", "");
                case "non_ascii_host" -> withHost(text, e.arguments().getFirst());
                case "non_ascii_path" -> encoded(text);
                default -> text;
            };
        }
    }

    private static String withHost(String text, String host) {
        return text.replaceFirst("^([A-Za-z]+://)[^/?#:]*", "$1" + host);
    }

    /** As a browser sends what its address line shows. */
    private static String encoded(String text) {
        return text.codePoints()
                .mapToObj(Character::toString)
                .map(one -> one.charAt(0) > LAST_ASCII ? URLEncoder.encode(one, StandardCharsets.UTF_8) : one)
                .collect(Collectors.joining());
    }
}
