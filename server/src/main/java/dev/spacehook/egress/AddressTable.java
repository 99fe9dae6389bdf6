package dev.spacehook.egress;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are globally reachable unicast, by the IANA special-purpose registries (RFC 6890 and its updates), more
 * narrowly where a registered block serves no receiver. {@code InetAddress}'s own predicates know far fewer.
 */
final class AddressTable {

    private static final List<Network> FORBIDDEN_V4 = networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared, RFC 6598; a cloud's metadata
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // a cloud's wire server
            "169.254.0.0/16", // link-local; clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // IETF protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final Network GLOBAL_V6 = Network.of("2000::/3");

    private static final List<Network> FORBIDDEN_V6 = networks(
            "2001::/23", // IETF protocol assignments: Teredo, benchmarks, ORCHID, AMT, AS112
            "2001:db8::/32", // documentation
            "2620:4f:8000::/48", // AS112
            "3ffe::/16", // returned 6bone
            "3fff::/20"); // documentation

    private static final Network MAPPED = Network.of("::ffff:0:0/96");
    private static final Network NAT64 = Network.of("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = Network.of("2002::/16");
    private static final Network TEREDO = Network.of("2001::/32");

    private AddressTable() {}

    private static List<Network> networks(String... texts) {
        return Arrays.stream(texts).map(Network::of).toList();
    }

    /** Whether a packet to this address (4 or 16 bytes) leaves for the public internet and for one host of it. */
    static boolean isPublic(byte[] address) {
        return address.length == 4 ? isPublicV4(address) : isPublicV6(address);
    }

    private static boolean isPublicV4(byte[] address) {
        return !anyContains(FORBIDDEN_V4, address);
    }

    private static boolean isPublicV6(byte[] address) {
        byte[] inner = embedded(address);
        if (inner != null && !isPublicV4(inner)) {
            return false;
        }
        boolean translated = MAPPED.contains(address) || NAT64.contains(address);
        return translated || (GLOBAL_V6.contains(address) && !anyContains(FORBIDDEN_V6, address));
    }

    static boolean anyContains(List<Network> networks, byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The IPv4 address that a gateway or tunnel would take out of this IPv6 address (RFC 4291, 6052, 3056, 4380, 5214);
     * null without one.
     */
    static byte @Nullable [] embedded(byte[] v6) {
        if (v6.length != 16) {
            return null;
        }
        if (MAPPED.contains(v6) || NAT64.contains(v6) || isIsatap(v6)) {
            return Arrays.copyOfRange(v6, 12, 16);
        }
        if (SIX_TO_FOUR.contains(v6)) {
            return Arrays.copyOfRange(v6, 2, 6);
        }
        return TEREDO.contains(v6) ? inverted(Arrays.copyOfRange(v6, 12, 16)) : null;
    }

    /** Interface identifier {@code 0000:5efe} or {@code 0200:5efe}. */
    private static boolean isIsatap(byte[] v6) {
        return (v6[8] & ~0x02) == 0 && v6[9] == 0 && v6[10] == 0x5e && v6[11] == (byte) 0xfe;
    }

    private static byte[] inverted(byte[] v4) {
        for (int i = 0; i < v4.length; i++) {
            v4[i] = (byte) ~v4[i];
        }
        return v4;
    }
}
