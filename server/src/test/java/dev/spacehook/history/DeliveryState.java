package dev.spacehook.history;

import static dev.spacehook.history.Delivery.Status.CANCELLED;
import static dev.spacehook.history.Delivery.Status.DELIVERED;
import static dev.spacehook.history.Delivery.Status.FAILED;
import static dev.spacehook.history.Delivery.Status.PENDING;
import static dev.spacehook.history.HistoryData.EPOCH;
import static dev.spacehook.history.HistoryData.NEXT;
import static dev.spacehook.history.HistoryData.TRIED;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that the rows of a delivery can say, and what is to be read of it. */
@SuppressWarnings("ImmutableEnumChecker")
enum DeliveryState {
    IN_MEMORY(expect(PENDING, 0, null, null, null), (data, space, id) -> {}),
    IN_MEMORY_BLOCKED(expect(CANCELLED, 0, null, "cancelled", null), (data, space, id) -> data.raiseEpoch(space)),
    SPILLED(expect(PENDING, 0, null, null, NEXT), (data, space, id) -> data.due(id, space, EPOCH, 0, false, NEXT)),
    CLAIMED(expect(PENDING, 0, null, null, null), (data, space, id) -> data.due(id, space, EPOCH, 0, true, NEXT)),
    SPILLED_BLOCKED(expect(CANCELLED, 0, null, "cancelled", null), (data, space, id) -> {
        data.due(id, space, EPOCH, 0, false, NEXT);
        data.raiseEpoch(space);
    }),
    SPACE_DELETED(expect(CANCELLED, 0, null, "cancelled", null), (data, space, id) -> {
        data.due(id, space, EPOCH, 0, false, NEXT);
        data.run("update space set deleted_at = spacehook_now() where id = ?", space);
    }),
    DELIVERED_AT_ONCE(expect(DELIVERED, 1, 200, null, null), (data, space, id) -> data.delivered(id, space, TRIED)),
    DELIVERED_THEN_BLOCKED(expect(DELIVERED, 1, 200, null, null), (data, space, id) -> {
        data.delivered(id, space, TRIED);
        data.raiseEpoch(space);
    }),
    RETRY_WAITS(expect(PENDING, 1, 500, "http_5xx", NEXT), (data, space, id) -> {
        data.attempt(id, space, 1, TRIED, 500, "http_5xx", null);
        data.due(id, space, EPOCH, 1, false, NEXT);
    }),
    RETRY_IN_FLIGHT(expect(PENDING, 1, null, "timeout", null), (data, space, id) -> {
        data.attempt(id, space, 1, TRIED, null, "timeout", null);
        data.due(id, space, EPOCH, 1, true, NEXT);
    }),
    RETRY_BLOCKED(expect(CANCELLED, 1, 500, "cancelled", null), (data, space, id) -> {
        data.attempt(id, space, 1, TRIED, 500, "http_5xx", null);
        data.due(id, space, EPOCH, 1, false, NEXT);
        data.raiseEpoch(space);
    }),
    DELIVERED_AT_SECOND(expect(DELIVERED, 2, 204, null, null), (data, space, id) -> {
        data.attempt(id, space, 1, TRIED.minusSeconds(60), 500, "http_5xx", null);
        data.attempt(id, space, 2, TRIED, 204, null, "delivered");
    }),
    FAILED_THRICE(
            expect(FAILED, 3, 500, "http_5xx", null),
            (data, space, id) -> data.failed(id, space, TRIED.minusSeconds(120))),
    GONE(
            expect(FAILED, 1, 410, "http_410", null),
            (data, space, id) -> data.attempt(id, space, 1, TRIED, 410, "http_410", "failed")),
    CANCELLED_UNTRIED(
            expect(CANCELLED, 0, null, "cancelled", null),
            (data, space, id) -> data.settled(id, space, 1, "cancelled")),
    CANCELLED_AFTER_TRY(expect(CANCELLED, 1, 500, "cancelled", null), (data, space, id) -> {
        data.attempt(id, space, 1, TRIED, 500, "http_5xx", null);
        data.settled(id, space, 2, "cancelled");
    }),
    EXPIRED_UNTRIED(
            expect(FAILED, 0, null, "expired", null), (data, space, id) -> data.settled(id, space, 1, "expired")),
    EXPIRED_WITH_LAST_TRY(
            expect(FAILED, 1, null, "expired", null),
            (data, space, id) -> data.attempt(id, space, 1, TRIED, null, "timeout", "expired")),
    RESENT_AFTER_FAILURE(expect(PENDING, 3, 500, "http_5xx", NEXT), (data, space, id) -> {
        data.failed(id, space, TRIED.minusSeconds(120));
        data.due(id, space, EPOCH, 3, false, NEXT);
    }),
    RESENT_THEN_BLOCKED(expect(CANCELLED, 1, 200, "cancelled", null), (data, space, id) -> {
        data.delivered(id, space, TRIED);
        data.due(id, space, EPOCH, 1, false, NEXT);
        data.raiseEpoch(space);
    });

    /** What is read of the rows. */
    record Expected(
            Delivery.Status status,
            int attempts,
            @Nullable Integer lastStatusCode,
            @Nullable String lastError,
            @Nullable Instant nextAttemptAt) {

        static Expected of(Delivery delivery) {
            return new Expected(
                    delivery.status(),
                    delivery.attempts(),
                    delivery.lastStatusCode(),
                    delivery.lastError(),
                    delivery.nextAttemptAt());
        }
    }

    /** Writes the rows beside the event. */
    interface Rows {
        void write(HistoryData data, String space, UUID id);
    }

    private final Expected expected;
    private final Rows rows;

    DeliveryState(Expected expected, Rows rows) {
        this.expected = expected;
        this.rows = rows;
    }

    Expected expected() {
        return expected;
    }

    void write(HistoryData data, String space, UUID id) {
        rows.write(data, space, id);
    }

    private static Expected expect(
            Delivery.Status status,
            int attempts,
            @Nullable Integer code,
            @Nullable String error,
            @Nullable Instant next) {
        return new Expected(status, attempts, code, error, next);
    }
}
