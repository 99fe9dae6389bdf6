package dev.spacehook.cabinet;

import dev.spacehook.ServiceProfile;
import java.util.HashMap;
import java.util.Map;

/** The whole service, allowed to call receivers on loopback, quick to try again. */
public final class CabinetProfile extends ServiceProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("SPACEHOOK_EGRESS_REQUIRE_HTTPS", "false");
        settings.put("SPACEHOOK_EGRESS_ALLOW", "127.0.0.0/8,::1/128,localhost");
        settings.put("SPACEHOOK_DELIVERY_INTERVAL", "1s");
        settings.put("SPACEHOOK_DELIVERY_TIMEOUT", "5s");
        return settings;
    }
}
