package dev.spacehook.cabinet;

import dev.spacehook.api.Language;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.ResourceBundle;

/** What pages say, in one language, with times in one zone. Immutable. */
final class Texts {

    private static final Map<Language, ResourceBundle> BUNDLES = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            BUNDLES.put(language, ResourceBundle.getBundle("messages.cabinet_" + language.tag(), language.locale()));
        }
    }

    private final Language language;
    private final ZoneId zone;
    private final ResourceBundle bundle;

    Texts(Language language, ZoneId zone) {
        this.language = language;
        this.zone = zone;
        this.bundle = BUNDLES.getOrDefault(language, ResourceBundle.getBundle("messages.cabinet_en"));
    }

    Language language() {
        return language;
    }

    ZoneId zone() {
        return zone;
    }

    boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** Plain text; moments among the arguments are written out in the zone. */
    String of(String key, Object... arguments) {
        Object[] written = Arrays.stream(arguments).map(this::written).toArray();
        return new MessageFormat(bundle.getString(key), language.locale()).format(written);
    }

    private Object written(Object argument) {
        return switch (argument) {
            case Instant instant -> moment(instant);
            case String text -> Shown.of(text);
            default -> argument;
        };
    }

    /** Day and time, to the second; today's without the day. */
    String moment(Instant instant) {
        boolean today = instant.atZone(zone)
                .toLocalDate()
                .equals(Instant.now().atZone(zone).toLocalDate());
        String zoneName = zone.equals(ZoneOffset.UTC) ? " 'UTC'" : "";
        String pattern =
                (today ? "HH:mm:ss" : language == Language.RU ? "d MMM, HH:mm:ss" : "MMM d, HH:mm:ss") + zoneName;
        return DateTimeFormatter.ofPattern(pattern, language.locale()).format(instant.atZone(zone));
    }

    /** The day alone. */
    String day(Instant instant) {
        return day(instant.atZone(zone).toLocalDate());
    }

    String day(LocalDate day) {
        String pattern = language == Language.RU ? "d MMMM yyyy 'года'" : "MMMM d, yyyy";
        return DateTimeFormatter.ofPattern(pattern, language.locale()).format(day);
    }

    /** A span as people say it: milliseconds below a second, then seconds, minutes, hours. */
    String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return of("duration_ms", duration.toMillis());
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return of("duration_s", duration.toMillis() / 1000.0);
        }
        return duration.toHours() == 0
                ? of("duration_m", duration.toMinutes(), duration.toSecondsPart())
                : of("duration_h", duration.toHours(), duration.toMinutesPart());
    }
}
