package dev.spacehook.cabinet;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside as it may be shown: what would steer the reading direction, the terminal or the eye is written out
 * as its code point. Markup is not its matter: templates escape that.
 */
final class Shown {

    private Shown() {}

    static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (isPlain(c)) {
            shown.appendCodePoint(c);
        } else {
            shown.append(String.format("\\u{%X}", c));
        }
    }

    static boolean isPlain(int c) {
        if (c == '\n' || c == '\t') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
