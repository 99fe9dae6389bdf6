package dev.spacehook.intake;

import dev.spacehook.event.EventName;
import dev.spacehook.journal.EventKey;
import dev.spacehook.journal.NewEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A well-formed event whose space has not been looked up yet. */
record IncomingEvent(
        EventName name,
        String spaceId,
        String roomId,
        @Nullable String recordId,
        Instant occurredAt,
        @Nullable EventKey key) {

    NewEvent under(long epoch) {
        return new NewEvent(spaceId, epoch, name, roomId, recordId, occurredAt, false, key);
    }
}
