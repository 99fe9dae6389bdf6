package dev.spacehook.cabinet;

import dev.spacehook.event.EventName;
import dev.spacehook.history.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The notifications of one call, in the order in which things happened.
 *
 * @param notifications at least one
 */
record Call(String roomId, List<Delivery> notifications) {

    private static final Comparator<Delivery> IN_ORDER =
            Comparator.comparing(Delivery::occurredAt).thenComparing(Delivery::id);

    private static final Comparator<Call> NEWEST_FIRST =
            Comparator.comparing((Call call) -> call.newest().acceptedAt()).reversed();

    /**
     * The calls that these notifications are of, newest first. In a room one call follows another: a start begins one,
     * an end completes it. A test is a call of its own.
     */
    static List<Call> of(List<Delivery> deliveries) {
        Map<String, List<Delivery>> byRoom =
                deliveries.stream().sorted(IN_ORDER).collect(Collectors.groupingBy(Call::group));
        List<Call> calls = new ArrayList<>();
        byRoom.values().forEach(room -> split(room, calls));
        calls.sort(NEWEST_FIRST);
        return calls;
    }

    private static String group(Delivery delivery) {
        return delivery.isTest() ? "test " + delivery.id() : "room " + delivery.roomId();
    }

    private static void split(List<Delivery> room, List<Call> calls) {
        List<Delivery> current = new ArrayList<>();
        for (Delivery delivery : room) {
            if (delivery.eventName() == EventName.CALL_STARTED && !current.isEmpty()) {
                calls.add(call(current));
                current = new ArrayList<>();
            }
            current.add(delivery);
            // the last words about a recording may come after the call's end: only a new start closes a call
        }
        calls.add(call(current));
    }

    private static Call call(List<Delivery> notifications) {
        return new Call(notifications.getFirst().roomId(), List.copyOf(notifications));
    }

    private Delivery newest() {
        return notifications.stream()
                .max(Comparator.comparing(Delivery::acceptedAt))
                .orElseThrow();
    }

    boolean isTest() {
        return notifications.getFirst().isTest();
    }

    Instant begin() {
        return notifications.getFirst().occurredAt();
    }

    /** From start to end, where both are known. */
    Optional<Duration> duration() {
        return between(first(EventName.CALL_STARTED), first(EventName.CALL_FINISHED));
    }

    boolean isRunning() {
        return first(EventName.CALL_STARTED).isPresent()
                && first(EventName.CALL_FINISHED).isEmpty()
                && !isTest();
    }

    /** How long the recording took that this notification ends. */
    Optional<Duration> recordingUntil(Delivery end) {
        if (!end.eventName().isRecord() || end.eventName() == EventName.RECORD_STARTED) {
            return Optional.empty();
        }
        return between(
                notifications.stream()
                        .filter(one -> one.eventName() == EventName.RECORD_STARTED)
                        .filter(one -> String.valueOf(one.recordId()).equals(String.valueOf(end.recordId())))
                        .findFirst(),
                Optional.of(end));
    }

    private Optional<Delivery> first(EventName name) {
        return notifications.stream().filter(one -> one.eventName() == name).findFirst();
    }

    private static Optional<Duration> between(Optional<Delivery> from, Optional<Delivery> to) {
        return from.flatMap(start -> to.map(end -> Duration.between(start.occurredAt(), end.occurredAt())))
                .filter(duration -> !duration.isNegative());
    }
}
