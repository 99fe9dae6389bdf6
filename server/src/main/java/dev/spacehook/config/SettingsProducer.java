package dev.spacehook.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Makes the settings a bean. The command line has refused wrong ones before; here they come from the same names. */
final class SettingsProducer {

    @Produces
    @Singleton
    Settings settings(Config config) {
        Map<String, String> values = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(Setting.PREFIX)) {
                config.getOptionalValue(name, String.class).ifPresent(value -> values.put(name, value));
            }
        }
        return Settings.from(values);
    }
}
