package dev.spacehook.egress;

import dev.spacehook.config.Settings;
import io.vertx.core.Context;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Makes the clients, and has the rules for URLs, from the settings. Thread-safe. */
@Singleton
public final class EgressFactory {

    private final Egress egress;

    /** @throws IllegalArgumentException naming the setting that does not make sense */
    @Inject
    public EgressFactory(Settings settings) {
        this(Egress.of(settings.egress(), settings.delivery().timeout()));
    }

    EgressFactory(Egress egress) {
        this.egress = egress;
    }

    /** A client for one event loop. To be closed by the caller, as {@link GuardedClient#close} says. */
    public GuardedClient create(Context context) {
        return new GuardedClient(egress, context);
    }

    @Produces
    @Singleton
    public UrlRules rules() {
        return egress.rules();
    }
}
