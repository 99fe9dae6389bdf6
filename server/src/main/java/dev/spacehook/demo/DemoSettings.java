package dev.spacehook.demo;

import dev.spacehook.config.Setting;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What the demo sets otherwise than production does: it stays on this machine and talks to a receiver on it. */
public final class DemoSettings {

    private static final SecureRandom RANDOM = new SecureRandom();

    private DemoSettings() {}

    /** The demo's settings; what the environment says wins. The map can be changed. */
    public static Map<String, String> over(Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        put(settings, Setting.HTTP_HOST, "127.0.0.1");
        put(settings, Setting.EGRESS_REQUIRE_HTTPS, "false");
        put(settings, Setting.EGRESS_ALLOW, "127.0.0.0/8,::1/128,localhost");
        put(settings, Setting.CLIENT_ID, "demo-platform");
        put(settings, Setting.CLIENT_SECRET, random(32));
        environment.forEach((name, value) -> {
            if (name.startsWith(Setting.PREFIX) && !value.isBlank()) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    /** As many hex digits from a CSPRNG. */
    static String random(int digits) {
        byte[] bytes = new byte[digits / 2];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void put(Map<String, String> settings, Setting setting, String value) {
        settings.put(setting.fullName(), value);
    }
}
