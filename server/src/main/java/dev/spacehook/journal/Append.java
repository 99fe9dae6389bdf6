package dev.spacehook.journal;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One caller's events, which are stored together with those of all others that wait at the same moment. */
final class Append {
    final List<NewEvent> events;
    final long arrivedNanos;
    /** Where the caller wants to hear the answer; callers of one executor are told in one task. */
    final Executor executor;

    private final Consumer<List<Receipt>> whenDone;
    private final AtomicBoolean answered = new AtomicBoolean();

    Append(List<NewEvent> events, long arrivedNanos, Executor executor, Consumer<List<Receipt>> whenDone) {
        this.events = events;
        this.arrivedNanos = arrivedNanos;
        this.executor = executor;
        this.whenDone = whenDone;
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** Whether the answer is still to be given; true exactly once. */
    boolean takeAnswer() {
        return answered.compareAndSet(false, true);
    }

    /** To be called on the executor, by whoever took the answer. */
    void tell(List<Receipt> receipts) {
        whenDone.accept(receipts);
    }
}
