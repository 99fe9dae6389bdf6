package dev.spacehook.cabinet;

import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with an attempt, in plain words, and what to do about it.
 *
 * @param hint null where there is nothing to do
 */
public record Failure(String what, @Nullable String hint) {

    private static final String LOCATION = "location ";
    private static final String EXPIRED = "certificate_expired ";

    /**
     * @param error the stable code of the attempt
     * @param status null where no answer came
     * @param note the attempt's remarks
     */
    static Failure of(Texts texts, String error, @Nullable Integer status, @Nullable String note) {
        String what = texts.has("error_" + error)
                ? texts.of("error_" + error, status == null ? "" : status.toString())
                : texts.of("error_other", error);
        String detail = detail(texts, note);
        return new Failure(detail == null ? what : what + ". " + detail, hint(texts, error, status));
    }

    /** As a sentence begins. */
    public String sentence() {
        return what.isEmpty() ? what : what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
    }

    private static @Nullable String hint(Texts texts, String error, @Nullable Integer status) {
        return Stream.of("hint_status_" + status, "hint_" + error)
                .filter(texts::has)
                .findFirst()
                .map(texts::of)
                .orElse(null);
    }

    private static @Nullable String detail(Texts texts, @Nullable String note) {
        String location = remark(note, LOCATION);
        if (location != null) {
            return texts.of("error_location", location);
        }
        String day = remark(note, EXPIRED);
        return day == null ? null : texts.of("error_expired_on", texts.day(LocalDate.parse(day)));
    }

    /** The rest of the remark that begins so. */
    static @Nullable String remark(@Nullable String note, String prefix) {
        return note == null
                ? null
                : Stream.of(note.split(", ", -1))
                        .filter(remark -> remark.startsWith(prefix))
                        .map(remark -> remark.substring(prefix.length()))
                        .findFirst()
                        .orElse(null);
    }
}
