package dev.spacehook.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted event: what happened, where, and under which epoch of its space it was accepted.
 *
 * @param id UUIDv7 made by the database; also the delivery's id and the {@code webhook-id} header
 * @param epoch the space's epoch at acceptance; a delivery of an older epoch than the space's present one is cancelled
 * @param recordId present exactly when {@link EventName#isRecord()}
 * @param test whether the owner asked for it as a test
 */
public record Event(
        UUID id,
        String spaceId,
        long epoch,
        EventName name,
        String roomId,
        @Nullable String recordId,
        Instant occurredAt,
        boolean test) {}
