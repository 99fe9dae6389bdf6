package dev.spacehook.event;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What can happen in a room; the platform's documentation prints all but the last, which its newer edition adds. */
public enum EventName {
    CALL_STARTED("call_started"),
    CALL_FINISHED("call_finished"),
    RECORD_STARTED("record_started"),
    RECORD_FINISHED("record_finished"),
    RECORD_FAILED("record_failed"),
    /** Stopped by the user within 3 seconds. */
    RECORD_ABORTED("record_aborted");

    private static final Map<String, EventName> BY_WIRE_NAME = new HashMap<>();

    static {
        for (EventName name : values()) {
            BY_WIRE_NAME.put(name.wireName, name);
        }
    }

    private final String wireName;

    EventName(String wireName) {
        this.wireName = wireName;
    }

    /** The name as it stands in JSON and in the database, for example {@code record_finished}. */
    public String wireName() {
        return wireName;
    }

    /** Whether such an event is about a recording and so carries a {@code recordId}. */
    public boolean isRecord() {
        return this != CALL_STARTED && this != CALL_FINISHED;
    }

    public static Optional<EventName> ofWireName(String wireName) {
        return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
    }
}
