package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Ids of people, spaces and clients: 24 hex digits when made here, {@code [A-Za-z0-9_-]{1,64}} when given. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST = 64;

    private Ids() {}

    /** A new id, not guessable. */
    public static String create() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public static boolean isId(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        return text.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
    }

    /** @throws Problem 422 {@code bad_field} if {@code text} is no id */
    public static String require(String field, String text) {
        if (!isId(text)) {
            throw Problem.badField(field, "id");
        }
        return text;
    }
}
