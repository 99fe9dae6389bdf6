package dev.spacehook.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.spacehook.event.EventName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A notification on its way, or at its end. Times are exact to the millisecond.
 *
 * @param id UUIDv7; also the event's id and the {@code webhook-id} header
 * @param recordId null where the event is about a call
 * @param acceptedAt the time of the id
 * @param attempts how many times it was posted
 * @param lastStatusCode of the last attempt; null where no answer came
 * @param lastError a stable code: of the last attempt, or {@code cancelled} or {@code expired}
 * @param nextAttemptAt null where none is planned, or one is being made
 * @param isTest whether the owner asked for it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({
    "id",
    "eventName",
    "roomId",
    "recordId",
    "occurredAt",
    "acceptedAt",
    "status",
    "attempts",
    "lastAttemptAt",
    "lastStatusCode",
    "lastError",
    "nextAttemptAt",
    "isTest"
})
@Schema(description = "A notification: an event on its way to the webhook of its space.")
public record Delivery(
        @Schema(examples = "\"0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7\"")
        UUID id,

        @Schema(implementation = String.class, examples = "\"record_finished\"") @JsonSerialize(using = Json.Name.class)
        EventName eventName,

        @Schema(examples = "\"60d55c0eb9ef88ab17b0aabb\"") String roomId,
        @Schema(nullable = true) @Nullable String recordId,
        @JsonSerialize(using = Json.Time.class) Instant occurredAt,
        @JsonSerialize(using = Json.Time.class) Instant acceptedAt,
        Status status,
        int attempts,

        @JsonSerialize(using = Json.Time.class) @Schema(nullable = true) @Nullable
        Instant lastAttemptAt,

        @Schema(nullable = true) @Nullable Integer lastStatusCode,
        @Schema(nullable = true) @Nullable String lastError,

        @JsonSerialize(using = Json.Time.class) @Schema(nullable = true) @Nullable
        Instant nextAttemptAt,

        boolean isTest) {

    /** Where a delivery stands. */
    public enum Status {
        /** Waits for an attempt, or one is being made. */
        PENDING,
        /** The receiver took it. */
        DELIVERED,
        /** All attempts of its series failed, or it expired. */
        FAILED,
        /** Blocking or deleting the webhook, or the loss of the paid plan, ended it. */
        CANCELLED;

        private static final Map<String, Status> BY_WIRE_NAME = new HashMap<>();

        static {
            for (Status status : values()) {
                BY_WIRE_NAME.put(status.wireName(), status);
            }
        }

        /** The name as it stands in JSON, for example {@code failed}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Status> ofWireName(String wireName) {
            return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
        }
    }
}
