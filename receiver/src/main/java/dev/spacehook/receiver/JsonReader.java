package dev.spacehook.receiver;

import dev.spacehook.receiver.InvalidNotificationException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one JSON object (RFC 8259), keeping where each member's value stood: a signature is over bytes, and only the
 * bytes received will do. A member given twice is refused, as two readers could see two different notifications.
 */
final class JsonReader {

    private static final int MAX_DEPTH = 32;

    /**
     * A member's value.
     *
     * @param start index of its first byte
     * @param end index after its last byte
     * @param text what it says, where it is a string
     */
    record Value(int start, int end, boolean isObject, Optional<String> text) {}

    private final byte[] bytes;
    private final int end;
    private int at;
    private int depth;

    private JsonReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    static Map<String, Value> readObject(byte[] bytes, int start, int end) throws InvalidNotificationException {
        JsonReader reader = new JsonReader(bytes, start, end);
        reader.skipWhiteSpace();
        Map<String, Value> members = reader.object();
        reader.skipWhiteSpace();
        if (reader.at != end) {
            throw reader.malformed();
        }
        return members;
    }

    private Map<String, Value> object() throws InvalidNotificationException {
        Map<String, Value> members = new LinkedHashMap<>();
        enter('{');
        if (!closes('}')) {
            do {
                skipWhiteSpace();
                String name = string();
                skipWhiteSpace();
                expect(':');
                if (members.put(name, value()) != null) {
                    throw malformed();
                }
            } while (continues('}'));
        }
        depth--;
        return members;
    }

    private void array() throws InvalidNotificationException {
        enter('[');
        if (!closes(']')) {
            do {
                value();
            } while (continues(']'));
        }
        depth--;
    }

    private Value value() throws InvalidNotificationException {
        skipWhiteSpace();
        int start = at;
        Optional<String> text = Optional.empty();
        int first = peek();
        switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> text = Optional.of(string());
            default -> literal();
        }
        int valueEnd = at;
        skipWhiteSpace();
        return new Value(start, valueEnd, first == '{', text);
    }

    /** A number, true, false or null; no notification has one today, and none is looked at. */
    private void literal() throws InvalidNotificationException {
        int start = at;
        while (at < end && ",]} \t\r\n".indexOf(bytes[at]) < 0) {
            at++;
        }
        String literal = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
        if (!literal.matches("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            throw malformed();
        }
    }

    private String string() throws InvalidNotificationException {
        expect('"');
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int next = take(); next != '"'; next = take()) {
            if (next == '\\') {
                text.writeBytes(escape().getBytes(StandardCharsets.UTF_8));
            } else if (next >= 0x20) {
                text.write(next);
            } else {
                throw malformed();
            }
        }
        return decode(text.toByteArray());
    }

    private String escape() throws InvalidNotificationException {
        int next = take();
        return switch (next) {
            case '"', '\\', '/' -> String.valueOf((char) next);
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> unicode();
            default -> throw malformed();
        };
    }

    /** A pair of surrogates counts as one escape, so that its UTF-8 is right. */
    private String unicode() throws InvalidNotificationException {
        char first = (char) fourHexDigits();
        if (!Character.isHighSurrogate(first) || end - at < 6 || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return String.valueOf(first);
        }
        at += 2;
        return new String(new char[] {first, (char) fourHexDigits()});
    }

    private int fourHexDigits() throws InvalidNotificationException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw malformed();
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private String decode(byte[] text) throws InvalidNotificationException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private void enter(char bracket) throws InvalidNotificationException {
        expect(bracket);
        if (++depth > MAX_DEPTH) {
            throw malformed();
        }
        skipWhiteSpace();
    }

    private boolean closes(char bracket) throws InvalidNotificationException {
        if (peek() != bracket) {
            return false;
        }
        at++;
        return true;
    }

    /** Whether a comma follows; otherwise the bracket must. */
    private boolean continues(char bracket) throws InvalidNotificationException {
        if (closes(',')) {
            return true;
        }
        expect(bracket);
        return false;
    }

    private void expect(char expected) throws InvalidNotificationException {
        if (take() != expected) {
            throw malformed();
        }
    }

    private int peek() throws InvalidNotificationException {
        if (at >= end) {
            throw malformed();
        }
        return bytes[at] & 0xff;
    }

    private int take() throws InvalidNotificationException {
        int next = peek();
        at++;
        return next;
    }

    private void skipWhiteSpace() {
        while (at < end && " \t\r\n".indexOf(bytes[at]) >= 0) {
            at++;
        }
    }

    private InvalidNotificationException malformed() {
        return new InvalidNotificationException(Reason.MALFORMED, "not the JSON of a notification, at byte " + at);
    }
}
