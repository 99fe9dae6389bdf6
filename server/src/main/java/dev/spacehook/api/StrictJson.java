package dev.spacehook.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) as strictly as it is written: valid UTF-8 without a BOM, one value and nothing after it, no
 * name twice, 32 levels at most, numbers that fit a double, no NUL and no lone surrogate in any string. What breaks a
 * rule is 400 {@code bad_json}, in members that nobody asks for too: two readers must not see two documents.
 */
public final class StrictJson {

    private static final int DEPTH = 32;
    private static final int LONGEST_NUMBER = 64;
    private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            // names come from strangers: kept tables of them only grow
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private StrictJson() {}

    /**
     * The members of the one object that a body consists of.
     *
     * @throws Problem 400 {@code bad_json}
     */
    public static JsonMembers object(byte[] body) {
        if (value(body) instanceof JsonMembers members) {
            return members;
        }
        throw Problem.of(Problem.Code.BAD_JSON, "not_an_object");
    }

    /**
     * The value that a body consists of: {@link JsonMembers}, {@code List}, {@code String}, {@code Long} (whole numbers
     * that fit), {@code Double}, {@code Boolean}, or null for {@code null}.
     *
     * @throws Problem 400 {@code bad_json}
     */
    public static @Nullable Object value(byte[] body) {
        CharBuffer text = decode(body);
        if (text.isEmpty()) {
            throw Problem.of(Problem.Code.BAD_JSON, "empty");
        }
        try (JsonParser parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.length())) {
            return onlyValue(parser);
        } catch (IOException e) {
            // what the parser says may quote the body, and a body may hold secrets
            throw Problem.of(Problem.Code.BAD_JSON);
        }
    }

    private static CharBuffer decode(byte[] body) {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body));
            if (!text.isEmpty() && text.charAt(0) == '\uFEFF') {
                throw Problem.of(Problem.Code.BAD_JSON, "bom");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw Problem.of(Problem.Code.BAD_JSON, "not_utf8");
        }
    }

    private static @Nullable Object onlyValue(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw Problem.of(Problem.Code.BAD_JSON, "empty");
        }
        Object value = value(parser);
        if (parser.nextToken() != null) {
            throw Problem.of(Problem.Code.BAD_JSON, "trailing");
        }
        return value;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> wellFormed(parser.getText());
            case VALUE_NUMBER_INT -> whole(parser.getText());
            case VALUE_NUMBER_FLOAT -> fraction(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw Problem.of(Problem.Code.BAD_JSON);
        };
    }

    private static JsonMembers members(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = wellFormed(parser.currentName());
            parser.nextToken();
            if (members.containsKey(name)) {
                throw Problem.of(Problem.Code.BAD_JSON, "duplicate", JsonMembers.printable(name));
            }
            members.put(name, value(parser));
        }
        return new JsonMembers(members);
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return Collections.unmodifiableList(items);
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw Problem.of(Problem.Code.BAD_JSON, "nul");
            }
            if (Character.isSurrogate(c)) {
                requirePair(text, i++);
            }
        }
        return text;
    }

    private static void requirePair(String text, int at) {
        if (!Character.isHighSurrogate(text.charAt(at))
                || at + 1 == text.length()
                || !Character.isLowSurrogate(text.charAt(at + 1))) {
            throw Problem.of(Problem.Code.BAD_JSON, "surrogate");
        }
    }

    private static Number whole(String digits) {
        if (digits.length() < 19) {
            return Long.valueOf(digits);
        }
        if (digits.length() > LONGEST_NUMBER) {
            throw Problem.of(Problem.Code.BAD_JSON, "number");
        }
        BigInteger value = new BigInteger(digits);
        boolean fits = value.compareTo(LEAST_LONG) >= 0 && value.compareTo(MOST_LONG) <= 0;
        return fits ? (Number) value.longValue() : (Number) value.doubleValue();
    }

    private static Double fraction(String digits) {
        if (digits.length() <= LONGEST_NUMBER) {
            double value = Double.parseDouble(digits);
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw Problem.of(Problem.Code.BAD_JSON, "number");
    }
}
