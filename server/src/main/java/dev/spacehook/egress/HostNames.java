package dev.spacehook.egress;

import java.net.IDN;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of host names, and which of them never name a host of the public internet. */
final class HostNames {

    private static final Pattern NAME = Pattern.compile(
            "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?" + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?){0,126}");

    private static final int LONGEST = 253;

    /** A last label that makes other parsers read the whole name as an IPv4 address (WHATWG URL, "ends in a number"). */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    /** Special-use top-level names (RFC 6761 and its registry), and those that only networks of one's own use. */
    private static final Set<String> INTERNAL_TOPS = Set.of(
            "alt",
            "arpa",
            "consul",
            "corp",
            "domain",
            "example",
            "home",
            "host",
            "internal",
            "intra",
            "intranet",
            "invalid",
            "lan",
            "local",
            "localdomain",
            "localhost",
            "mail",
            "onion",
            "private",
            "svc",
            "test",
            "workgroup");

    private HostNames() {}

    /** Whether a lower-case name has the form of one: letters, digits, hyphens, underscores, labels of 1 to 63. */
    static boolean wellFormed(String host) {
        return host.length() <= LONGEST && NAME.matcher(host).matches();
    }

    static boolean looksLikeNumber(String host) {
        return NUMBER.matcher(top(host)).matches();
    }

    /** A single label, or under a top-level name that the public internet does not have. */
    static boolean internal(String host) {
        return host.indexOf('.') < 0 || INTERNAL_TOPS.contains(top(host));
    }

    private static String top(String host) {
        return host.substring(host.lastIndexOf('.') + 1);
    }

    /**
     * The {@code xn--} form of a name in another script (RFC 5891). Only if it names the same host for certain: mappings
     * such as that of full-width digits, ß or invisible characters would name another one.
     */
    static @Nullable String asciiForm(String host) {
        if (host.length() > LONGEST) {
            return null; // longer ones the JDK refuses with exceptions of several kinds
        }
        try {
            String ascii = IDN.toASCII(host);
            boolean same = IDN.toUnicode(ascii).equals(host.toLowerCase(Locale.ROOT));
            return same && wellFormed(ascii) ? ascii : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
