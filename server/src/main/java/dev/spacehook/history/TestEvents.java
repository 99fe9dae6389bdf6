package dev.spacehook.history;

import dev.spacehook.event.EventName;
import java.util.UUID;

/** Accepts the events that an owner asks for as a test; they go the way of every other event. */
public interface TestEvents {

    /**
     * Stores a test event: room {@code test-room}, record {@code test-record} where the event is about a recording.
     * Blocks until it is committed.
     *
     * @return the id of the event and of its delivery
     * @throws dev.spacehook.api.Problem {@code unavailable} where it could not be stored in time
     */
    UUID accept(String spaceId, EventName name);
}
