package dev.spacehook.history;

import dev.spacehook.event.EventName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries are asked for; null admits all.
 *
 * @param from {@code acceptedAt} from here, inclusive
 * @param to {@code acceptedAt} up to here, exclusive
 */
public record DeliveryFilter(
        Delivery.@Nullable Status status,
        @Nullable EventName eventName,
        @Nullable String roomId,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** Admits all. */
    public static final DeliveryFilter NONE = new DeliveryFilter(null, null, null, null, null);

    /** By state and time alone. */
    static DeliveryFilter of(Delivery.Status status, @Nullable Instant from, @Nullable Instant to) {
        return new DeliveryFilter(status, null, null, from, to);
    }

    boolean isByContent() {
        return eventName != null || roomId != null;
    }
}
