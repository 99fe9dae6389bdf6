package dev.spacehook.egress;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The caller's fields of one request, in order. {@code Host}, {@code Content-Length} and {@code Connection} are the
 * client's own to send.
 */
public final class RequestHeaders {

    private final List<String> namesAndValues = new ArrayList<>(20);

    /**
     * @param name a token of letters, digits and hyphens
     * @param value printable ASCII
     * @throws IllegalArgumentException if a character could end the field
     */
    public RequestHeaders add(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            require(c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            require(c >= ' ' && c < 0x7f);
        }
        namesAndValues.add(name);
        namesAndValues.add(value);
        return this;
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException("a character that may not stand in a header field");
        }
    }

    void writeTo(ByteBuf out) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            write(out, namesAndValues.get(i));
            write(out, ": ");
            write(out, namesAndValues.get(i + 1));
            write(out, "\r\n");
        }
    }

    static void write(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }
}
