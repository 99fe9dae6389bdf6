package dev.spacehook.delivery;

import dev.spacehook.config.Settings;
import dev.spacehook.egress.Outcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an outcome means for its delivery: success or an error code, and what follows. Stateless. */
final class RetrySchedule {

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final Settings.Delivery settings;
    private final InstantSource clock;

    RetrySchedule(Settings.Delivery settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The stable code of a failure, null for a success. */
    static @Nullable String error(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> errorOfStatus(answered.status());
            case Outcome.Failed failed -> failed.error();
        };
    }

    private static @Nullable String errorOfStatus(int status) {
        return switch (status) {
            case 410, 429, 503 -> "http_" + status;
            default ->
                switch (status / 100) {
                    case 2 -> null;
                    case 3 -> "redirect_refused";
                    case 4 -> "http_4xx";
                    case 5 -> "http_5xx";
                    default -> "http_other";
                };
        };
    }

    Next next(Task task, Outcome outcome) {
        if (error(outcome) == null) {
            return Next.Final.DELIVERED;
        }
        if (task.expired()) {
            return Next.Final.EXPIRED;
        }
        if (task.attempt() >= task.lastAttempt() || isGone(outcome)) {
            return Next.Final.FAILED;
        }
        return new Next.Retry(delay(task, outcome));
    }

    private static boolean isGone(Outcome outcome) {
        return outcome instanceof Outcome.Answered answered && answered.status() == 410;
    }

    private Duration delay(Task task, Outcome outcome) {
        int nthOfSeries = settings.attempts() - (task.lastAttempt() - task.attempt());
        Duration interval = settings.intervalAfter(Math.max(1, nthOfSeries));
        if (outcome instanceof Outcome.Answered answered
                && (answered.status() == 429 || answered.status() == 503)
                && answered.retryAfter() != null) {
            Duration asked = retryAfter(answered.retryAfter());
            if (asked != null && asked.compareTo(interval) > 0) {
                return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : max(interval, LONGEST_RETRY_AFTER);
            }
        }
        return interval;
    }

    /** RFC 9110, section 10.2.3: seconds or a date; anything else is ignored. */
    private @Nullable Duration retryAfter(String value) {
        String text = value.strip();
        if (text.length() <= 18 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant until = ZonedDateTime.parse(
                            text,
                            DateTimeFormatter.RFC_1123_DATE_TIME
                                    .withLocale(Locale.ROOT)
                                    .withZone(ZoneOffset.UTC))
                    .toInstant();
            return Duration.between(clock.instant(), until);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
