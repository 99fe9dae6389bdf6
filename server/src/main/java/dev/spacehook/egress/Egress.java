package dev.spacehook.egress;

import dev.spacehook.config.Settings;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a process share. Thread-safe.
 *
 * @param dnsServer the only name server to ask; null: the system's
 * @param proxy the only way out; null: direct
 */
record Egress(
        UrlRules rules,
        AddressGuard guard,
        Tls tls,
        @Nullable InetSocketAddress dnsServer,
        @Nullable Proxy proxy,
        Limits limits) {

    /** @throws IllegalArgumentException naming the setting that does not make sense */
    static Egress of(Settings.Egress settings, Duration deadline) {
        UrlRules rules = UrlRules.of(settings);
        return new Egress(
                rules,
                new AddressGuard(rules.exemptions(), new OwnAddresses()),
                Tls.trusting(settings.caFile()),
                settings.dns() == null ? null : server(settings.dns()),
                settings.proxy() == null ? null : Proxy.of(settings.proxy()),
                Limits.within(deadline));
    }

    /** {@code host:port}; a name, if it is one, is resolved by the system, once. */
    private static InetSocketAddress server(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(text.substring(colon + 1));
        InetSocketAddress address = port > 0xffff ? null : new InetSocketAddress(host, port);
        if (address == null || address.isUnresolved()) {
            throw new IllegalArgumentException("SPACEHOOK_EGRESS_DNS: cannot reach \"" + text + "\"; write host:port");
        }
        return address;
    }
}
