package dev.spacehook.egress;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The idle connections of one event loop; the one used last is used next, so that the rest can grow old. */
final class ConnectionPool {

    /** So that a moment's crowd of receivers does not hold file descriptors for long. */
    private static final int MOST_IDLE = 1_024;

    private final long idleNanos;
    private final Map<Origin, ArrayDeque<Connection>> idle = new HashMap<>();
    private int size;

    ConnectionPool(long idleNanos) {
        this.idleNanos = idleNanos;
    }

    @Nullable
    Connection take(Origin origin) {
        ArrayDeque<Connection> some = idle.get(origin);
        Connection connection = some == null ? null : some.pollLast();
        if (connection != null) {
            size--;
        }
        return connection;
    }

    void put(Connection connection) {
        if (size >= MOST_IDLE) {
            connection.close();
            return;
        }
        size++;
        idle.computeIfAbsent(connection.origin(), o -> new ArrayDeque<>()).addLast(connection);
    }

    /** Forgets an idle connection that has ended by itself. */
    void remove(Connection connection) {
        ArrayDeque<Connection> some = idle.get(connection.origin());
        if (some != null && some.removeLastOccurrence(connection)) {
            size--;
        }
    }

    /** Closes what has been idle for too long. */
    void sweep(long now) {
        Iterator<ArrayDeque<Connection>> origins = idle.values().iterator();
        while (origins.hasNext()) {
            ArrayDeque<Connection> some = origins.next();
            closeOld(some, now);
            if (some.isEmpty()) {
                origins.remove();
            }
        }
    }

    private void closeOld(ArrayDeque<Connection> some, long now) {
        Connection oldest = some.peekFirst();
        while (oldest != null && now - oldest.idleSince() >= idleNanos) {
            some.removeFirst();
            size--;
            oldest.close();
            oldest = some.peekFirst();
        }
    }

    void closeAll() {
        idle.values().forEach(some -> some.forEach(Connection::close));
        idle.clear();
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
