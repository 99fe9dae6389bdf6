package dev.spacehook.journal;

import dev.spacehook.event.Event;
import java.util.List;

/** Where stored events go: the lanes. Called by the journal's writer thread only. */
public interface EventSink {

    /**
     * Asks for a place in memory for an event that is about to be stored. False means that its lane is full: the
     * event is then written into {@code due} with the same transaction, and claimed from there later. Each place asked
     * for is ended by exactly one of the calls below.
     */
    boolean reserve(String spaceId);

    /** The transaction is through: these events have a place and are to be delivered now. */
    void deliver(List<Event> stored);

    /** Not stored after all, or stored in answer to an earlier call: the place is free again. */
    void release(String spaceId);

    /**
     * Whether so much waits in memory for receivers that keep up that what is stored now would only be spilled: the
     * writer then lets its next batch gather a while. Cheap where little waits.
     */
    boolean isAhead();

    /** The spilled event of this space is committed, or was given up. */
    void spilled(String spaceId);
}
