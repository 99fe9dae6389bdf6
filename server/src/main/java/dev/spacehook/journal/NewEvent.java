package dev.spacehook.journal;

import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A validated event on its way into the journal; the database gives it its id.
 *
 * @param epoch the epoch of its space in the snapshot that let it in
 * @param key the caller's own id for it, which makes a repeat harmless; null where none was given
 */
public record NewEvent(
        String spaceId,
        long epoch,
        EventName name,
        String roomId,
        @Nullable String recordId,
        Instant occurredAt,
        boolean test,
        @Nullable EventKey key) {

    Event withId(UUID id) {
        return new Event(id, spaceId, epoch, name, roomId, recordId, occurredAt, test);
    }
}
