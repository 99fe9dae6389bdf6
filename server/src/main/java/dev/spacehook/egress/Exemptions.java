package dev.spacehook.egress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code SPACEHOOK_EGRESS_ALLOW} exempts from the guard. Immutable. */
final class Exemptions {

    private static final String NAME = "[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_][a-z0-9_-]{0,62})*";

    private final List<Network> networks = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> suffixes = new ArrayList<>();

    /** @throws IllegalArgumentException naming the entry that is neither network, name nor {@code *.suffix} */
    Exemptions(List<String> entries) {
        entries.forEach(this::add);
    }

    private void add(String entry) {
        String text = entry.toLowerCase(Locale.ROOT);
        Network network = Network.parse(text);
        if (network != null) {
            networks.add(network);
        } else if (text.startsWith("*.") && text.substring(2).matches(NAME)) {
            suffixes.add(text.substring(1));
        } else if (text.matches(NAME) && !text.matches("[0-9.]*")) {
            names.add(text);
        } else {
            throw new IllegalArgumentException("SPACEHOOK_EGRESS_ALLOW: \"" + entry
                    + "\" is neither a network such as 10.0.0.0/8, a host name, nor a suffix such as *.example.com");
        }
    }

    /** Whether the name, in lower case, is exempt, and with it whatever it resolves to. */
    boolean name(String host) {
        return names.contains(host) || hasExemptSuffix(host);
    }

    private boolean hasExemptSuffix(String host) {
        for (String suffix : suffixes) {
            if (host.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address (4 or 16 bytes), or the IPv4 address inside it, is exempt. */
    boolean address(byte[] address) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] inner = AddressTable.embedded(address);
        return AddressTable.anyContains(networks, address)
                || (inner != null && AddressTable.anyContains(networks, inner));
    }
}
