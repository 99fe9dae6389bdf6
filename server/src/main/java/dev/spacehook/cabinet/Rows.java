package dev.spacehook.cabinet;

import dev.spacehook.history.AttemptLogEntry;
import dev.spacehook.history.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notifications, attempts and calls as pages list them, in one visitor's words. */
final class Rows {

    private final Texts texts;
    private final String base;

    /** @param base path of the notifications of the group */
    Rows(Texts texts, String base) {
        this.texts = texts;
        this.base = base;
    }

    /**
     * One notification.
     *
     * @param mark what its state looks like in one character
     * @param error in plain words; null while there is none
     * @param extra a duration or the number of attempts; may be empty
     */
    public record Row(
            String link,
            String event,
            String name,
            String room,
            @Nullable String record,
            String state,
            String tone,
            String mark,
            String when,
            Instant at,
            String extra,
            @Nullable String error,
            boolean isTest) {}

    /** One call and its notifications. */
    public record Card(String room, boolean isTest, String when, Instant at, String length, List<Row> rows) {}

    /** One attempt. */
    public record AttemptRow(
            int n,
            String when,
            Instant at,
            String duration,
            @Nullable Integer status,
            boolean succeeded,
            @Nullable Failure failure,
            @Nullable String answer) {}

    Row row(Delivery delivery) {
        String attempts = delivery.attempts() > 1 ? texts.of("attempts", delivery.attempts()) : "";
        return row(delivery, attempts);
    }

    private Row row(Delivery delivery, String extra) {
        String status = delivery.status().wireName();
        return new Row(
                base + "/" + delivery.id(),
                texts.of("event_" + delivery.eventName().wireName()),
                delivery.eventName().wireName(),
                Shown.of(delivery.roomId()),
                delivery.recordId() == null ? null : Shown.of(delivery.recordId()),
                texts.of("status_" + status),
                tone(delivery.status()),
                mark(delivery.status()),
                texts.moment(delivery.acceptedAt()),
                delivery.acceptedAt(),
                extra,
                error(delivery),
                delivery.isTest());
    }

    static String tone(Delivery.Status status) {
        return switch (status) {
            case DELIVERED -> "good";
            case PENDING -> "wait";
            case FAILED -> "bad";
            case CANCELLED -> "";
        };
    }

    private static String mark(Delivery.Status status) {
        return switch (status) {
            case DELIVERED -> "✓";
            case PENDING -> "…";
            case FAILED -> "✕";
            case CANCELLED -> "–";
        };
    }

    private @Nullable String error(Delivery delivery) {
        if (delivery.lastError() == null || delivery.status() == Delivery.Status.CANCELLED) {
            return null;
        }
        return Failure.of(texts, delivery.lastError(), delivery.lastStatusCode(), null)
                .what();
    }

    Card card(Call call) {
        String length = call.duration()
                .map(duration -> texts.of("call_lasted", texts.duration(duration)))
                .orElse(call.isRunning() ? texts.of("call_running") : "");
        return new Card(
                Shown.of(call.roomId()),
                call.isTest(),
                texts.moment(call.begin()),
                call.begin(),
                length,
                call.notifications().stream()
                        .map(one -> row(one, extra(call, one)))
                        .toList());
    }

    private String extra(Call call, Delivery one) {
        String recording = call.recordingUntil(one)
                .map(duration -> texts.of("recording_lasted", texts.duration(duration)))
                .orElse("");
        String attempts = one.attempts() > 1 ? texts.of("attempts", one.attempts()) : "";
        return recording.isEmpty() || attempts.isEmpty() ? recording + attempts : recording + ", " + attempts;
    }

    AttemptRow attempt(AttemptLogEntry attempt) {
        String error = attempt.error();
        return new AttemptRow(
                attempt.n(),
                texts.moment(attempt.startedAt()),
                attempt.startedAt(),
                attempt.durationMs() == null ? "" : texts.duration(Duration.ofMillis(attempt.durationMs())),
                attempt.statusCode(),
                error == null,
                error == null ? null : Failure.of(texts, error, attempt.statusCode(), attempt.note()),
                attempt.answer() == null || attempt.answer().isBlank() ? null : Shown.of(attempt.answer()));
    }
}
