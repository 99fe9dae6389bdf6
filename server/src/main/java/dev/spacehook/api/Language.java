package dev.spacehook.api;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages that texts for people exist in. */
public enum Language {
    EN(Locale.ENGLISH),
    RU(Locale.of("ru"));

    /** Longer headers are no browser's; they are not worth the parsing. */
    private static final int LONGEST_HEADER = 1_000;

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    public Locale locale() {
        return locale;
    }

    /** The language tag, {@code en} or {@code ru}. */
    public String tag() {
        return locale.getLanguage();
    }

    /**
     * The language preferred by an {@code Accept-Language} header (RFC 9110, section 12.5.4); English where it names
     * neither, is absent, or is not well formed.
     */
    public static Language of(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > LONGEST_HEADER) {
            return EN;
        }
        return first(ranges(acceptLanguage));
    }

    private static List<Locale.LanguageRange> ranges(String acceptLanguage) {
        try {
            return Locale.LanguageRange.parse(acceptLanguage);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Language first(List<Locale.LanguageRange> byWeight) {
        for (Locale.LanguageRange range : byWeight) {
            if (range.getWeight() > 0 && range.getRange().matches("ru(-.*)?")) {
                return RU;
            }
            if (range.getWeight() > 0 && range.getRange().matches("en(-.*)?|\\*")) {
                return EN;
            }
        }
        return EN;
    }
}
