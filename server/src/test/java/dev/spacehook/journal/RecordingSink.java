package dev.spacehook.journal;

import dev.spacehook.event.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Lanes that only remember what they were given; full on demand. */
final class RecordingSink implements EventSink {
    final List<Event> delivered = new CopyOnWriteArrayList<>();
    final AtomicInteger held = new AtomicInteger();
    final AtomicInteger spilling = new AtomicInteger();
    volatile boolean full;
    /** How often the next questions whether the lanes are ahead are answered with yes. */
    final AtomicInteger ahead = new AtomicInteger();

    @Override
    public boolean reserve(String spaceId) {
        (full ? spilling : held).incrementAndGet();
        return !full;
    }

    @Override
    public void deliver(List<Event> stored) {
        delivered.addAll(stored);
    }

    @Override
    public void release(String spaceId) {
        held.decrementAndGet();
    }

    @Override
    public boolean isAhead() {
        return ahead.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    public void spilled(String spaceId) {
        spilling.decrementAndGet();
    }
}
