package dev.spacehook.space;

import java.sql.Connection;

/** One change under way: the space as it is, its row held. Not thread-safe; ends with its transaction. */
public final class SpaceChange {

    private final Connection connection;
    private final Space space;
    private boolean changed;
    private boolean cancelling;

    SpaceChange(Connection connection, Space space) {
        this.connection = connection;
        this.space = space;
    }

    /** The connection of the transaction; what is written there commits with the change, or not at all. */
    public Connection connection() {
        return connection;
    }

    public Space space() {
        return space;
    }

    /** Something that nodes keep in memory becomes another. */
    public void markChanged() {
        changed = true;
    }

    /** As {@link #markChanged}, and what waits is cancelled for good: the space takes a new epoch. */
    public void markCancelling() {
        changed = true;
        cancelling = true;
    }

    boolean isChanged() {
        return changed;
    }

    boolean isCancelling() {
        return cancelling;
    }
}
