package dev.spacehook.cabinet;

import dev.spacehook.egress.UrlRefusedException;
import dev.spacehook.egress.UrlRules;
import dev.spacehook.egress.WebhookUrl;

/** What someone meant who typed an address the way people do: without the scheme, with the host in his own script. */
final class UrlAdvice {

    private static final int REPAIRS = 3;

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
                default -> text;
            };
        }
    }

    private static String withHost(String text, String host) {
        return text.replaceFirst("^([A-Za-z]+://)[^/?#:]*", "$1" + host);
    }
}
