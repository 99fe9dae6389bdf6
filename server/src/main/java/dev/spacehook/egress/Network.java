package dev.spacehook.egress;

import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A block of IPv4 or IPv6 addresses (RFC 4632, RFC 4291): the first {@code bits} bits of {@code base} are fixed. */
record Network(byte[] base, int bits) {

    /**
     * Reads {@code 10.0.0.0/8}, {@code ::1/128}; a single address is a network of its own.
     *
     * @return null if the text is neither
     */
    static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] base = literal(slash < 0 ? text : text.substring(0, slash));
        if (base == null) {
            return null;
        }
        int most = base.length * 8;
        int bits = slash < 0 ? most : number(text.substring(slash + 1));
        return bits < 0 || bits > most ? null : new Network(base, bits);
    }

    /** The bytes of an address as text, brackets and zone excluded; null if it is none. */
    static byte @Nullable [] literal(String text) {
        boolean plain = text.indexOf('%') < 0 && text.indexOf('[') < 0;
        return plain ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    }

    static Network of(String text) {
        Network network = parse(text);
        if (network == null) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        return network;
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || (address[whole] ^ base[whole]) >> (8 - rest) == 0;
    }
}
