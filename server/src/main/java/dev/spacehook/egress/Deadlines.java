package dev.spacehook.egress;

import org.jspecify.annotations.Nullable;

/**
 * The exchanges in progress, oldest first. As all have the same time, that is also the order in which they expire: one
 * look at the head finds those whose time is up, and none needs a timer. Not thread-safe.
 */
final class Deadlines {

    private @Nullable Exchange oldest;
    private @Nullable Exchange newest;

    void add(Exchange exchange) {
        exchange.previous = newest;
        if (newest == null) {
            oldest = exchange;
        } else {
            newest.next = exchange;
        }
        newest = exchange;
    }

    void remove(Exchange exchange) {
        Exchange before = exchange.previous;
        Exchange after = exchange.next;
        if (before == null) {
            oldest = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.previous = before;
        }
        exchange.previous = null;
        exchange.next = null;
    }

    /** Ends those whose time is up; each takes itself out. */
    void sweep(long now) {
        while (oldest != null && oldest.deadline - now <= 0) {
            oldest.timeIsUp();
        }
    }

    /** Ends all of them. */
    void endAll() {
        while (oldest != null) {
            oldest.abandon();
        }
    }

    boolean isEmpty() {
        return oldest == null;
    }
}
