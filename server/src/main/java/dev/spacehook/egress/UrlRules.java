package dev.spacehook.egress;

import dev.spacehook.config.Settings;
import java.util.Set;

/** What a webhook URL must be on this installation. Immutable, thread-safe. */
public final class UrlRules {

    /** Ports from 1024 where receivers do not listen, but databases, queues, clusters and desktops do. */
    private static final Set<Integer> INTERNAL_PORTS = Set.of(
            1080, 1099, 1433, 1434, 1521, 1723, 1883, 1900, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 2483, 2484, 3128,
            3268, 3269, 3306, 3389, 4222, 4369, 4444, 4646, 5060, 5061, 5353, 5432, 5433, 5555, 5601, 5671, 5672, 5900,
            5901, 5984, 5985, 5986, 6000, 6001, 6379, 6380, 6432, 6443, 6566, 6660, 6661, 6662, 6663, 6664, 6665, 6666,
            6667, 6668, 6669, 6697, 7000, 7001, 7199, 7474, 7687, 8086, 8125, 8200, 8300, 8301, 8500, 8600, 9042, 9092,
            9100, 9160, 9200, 9300, 10250, 10255, 10256, 11211, 15672, 16379, 25672, 26257, 26379, 27017, 27018, 27019,
            28017, 50000, 50070, 61613, 61616);

    private final boolean requireHttps;
    private final boolean ipLiterals;
    private final Exemptions exemptions;

    private UrlRules(Settings.Egress egress) {
        this.requireHttps = egress.requireHttps();
        this.ipLiterals = egress.ipLiterals();
        this.exemptions = new Exemptions(egress.allow());
    }

    /** @throws IllegalArgumentException naming the entry of {@code SPACEHOOK_EGRESS_ALLOW} that does not parse */
    public static UrlRules of(Settings.Egress egress) {
        return new UrlRules(egress);
    }

    boolean requiresHttps() {
        return requireHttps;
    }

    boolean allowsIpLiterals() {
        return ipLiterals;
    }

    Exemptions exemptions() {
        return exemptions;
    }

    /** Whether a target that is not exempt may listen on this port. */
    boolean allowsPort(int port) {
        return port == 443 || (port == 80 && !requireHttps) || (port >= 1024 && !INTERNAL_PORTS.contains(port));
    }
}
