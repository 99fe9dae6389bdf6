package dev.spacehook.egress;

import dev.spacehook.config.Settings;
import java.util.List;

/** Rules as an operator would set them. */
final class Rules {

    /** The defaults of a production. */
    static final UrlRules STRICT = rules(true, false);

    /** Plain http and public addresses as hosts. */
    static final UrlRules LAX = rules(false, true);

    /** As the demonstration has them. */
    static final UrlRules DEMO = rules(false, false, "127.0.0.0/8", "::1/128", "localhost");

    private Rules() {}

    static UrlRules rules(boolean requireHttps, boolean ipLiterals, String... allow) {
        return UrlRules.of(new Settings.Egress(requireHttps, List.of(allow), ipLiterals, null, null, null));
    }
}
