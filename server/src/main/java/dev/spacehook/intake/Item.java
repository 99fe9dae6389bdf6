package dev.spacehook.intake;

import org.jspecify.annotations.Nullable;

/** One event of a request and its verdict. For one thread at a time. */
final class Item {
    private final @Nullable IncomingEvent event;
    private Verdict verdict;

    Item(IncomingEvent event) {
        this.event = event;
        this.verdict = Verdict.OPEN;
    }

    Item(Verdict.Rejected rejected) {
        this.event = null;
        this.verdict = rejected;
    }

    boolean isOpen() {
        return verdict instanceof Verdict.Open;
    }

    /** What was read; only of an item that was not rejected when it was. */
    IncomingEvent event() {
        if (event == null) {
            throw new IllegalStateException("a rejected item has no event");
        }
        return event;
    }

    Verdict verdict() {
        return verdict;
    }

    void decide(Verdict decided) {
        this.verdict = decided;
    }
}
