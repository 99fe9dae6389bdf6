package dev.spacehook.delivery;

import dev.spacehook.event.Event;
import dev.spacehook.journal.DueStore;
import dev.spacehook.journal.EventSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Gives each delivery a place in its lane and keeps count of what is in memory. A delivery counts until its outcome is
 * committed. Thread-safe.
 */
final class Dispatcher implements EventSink {

    /** From here on lanes keep only what they can send at once; the rest waits in {@code due}. */
    private static final int NODE_IS_FULL = 30_000;

    /** From here on intake answers 503: outcomes are not being written. */
    private static final int NODE_IS_STUCK = 100_000;

    /** More than this in lanes that keep up is of no use: it keeps 250 lanes as busy as they may be. */
    static final int AHEAD = 8_000;

    /** With more lanes counting them would cost more than it saves. */
    private static final int MOST_LANES_COUNTED = 10_000;

    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final List<LaneLoop> loops;
    private final int attemptsInSeries;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private volatile Consumer<String> wakeClaimer = _ -> {};

    Dispatcher(List<LaneLoop> loops, int attemptsInSeries) {
        this.loops = loops;
        this.attemptsInSeries = attemptsInSeries;
    }

    /** @param wakeClaimer told of spaces with something to claim and room for it; any thread */
    void onWantsMore(Consumer<String> wakeClaimer) {
        this.wakeClaimer = wakeClaimer;
    }

    @Override
    public boolean reserve(String spaceId) {
        boolean full = held.get() >= NODE_IS_FULL;
        Boolean reserved = lane(spaceId).reserve(full);
        while (reserved == null) {
            reserved = lane(spaceId).reserve(full);
        }
        if (reserved) {
            held.incrementAndGet();
        }
        return reserved;
    }

    @Override
    public void deliver(List<Event> stored) {
        long now = System.nanoTime();
        List<Task> tasks = new ArrayList<>(stored.size());
        for (Event event : stored) {
            tasks.add(new Task(event, 1, attemptsInSeries, false, false, now));
        }
        handOver(tasks);
    }

    /** Lanes that wait for their receivers do not count: they must not slow down anybody else. */
    @Override
    public boolean isAhead() {
        if (held.get() < AHEAD || lanes.size() > MOST_LANES_COUNTED) {
            return false;
        }
        long now = System.nanoTime();
        int moving = 0;
        for (Lane lane : lanes.values()) {
            if (lane.keepsUp(now)) {
                moving += lane.held();
            }
        }
        return moving >= AHEAD;
    }

    @Override
    public void release(String spaceId) {
        free(lane(spaceId));
    }

    @Override
    public void spilled(String spaceId) {
        Lane lane = lane(spaceId);
        lane.endSpill();
        wakeIfWanted(lane);
    }

    /** Takes what was claimed into memory; each has a place already. */
    void accept(List<DueStore.Claimed> claimed) {
        long now = System.nanoTime();
        List<Task> tasks = new ArrayList<>(claimed.size());
        for (DueStore.Claimed row : claimed) {
            tasks.add(task(row, now));
        }
        handOver(tasks);
    }

    static Task task(DueStore.Claimed row, long now) {
        return new Task(row.event(), row.nextAttempt(), row.lastAttempt(), row.expired(), true, now);
    }

    private void handOver(List<Task> tasks) {
        Map<LaneLoop, List<Map.Entry<Lane, Task>>> perLoop = new HashMap<>();
        for (Task task : tasks) {
            Lane lane = lane(task.event().spaceId());
            perLoop.computeIfAbsent(lane.loop, _ -> new ArrayList<>()).add(Map.entry(lane, task));
        }
        perLoop.forEach(LaneLoop::accept);
    }

    /** Holds places for claimed rows, in the lane as it is now. */
    void hold(String spaceId, int tasks) {
        while (!lane(spaceId).hold(tasks)) {
            Thread.onSpinWait();
        }
        held.addAndGet(tasks);
    }

    /** The outcomes are committed: their places are free. */
    void written(List<Settled> batch) {
        for (Settled settled : batch) {
            free(lane(settled.task().event().spaceId()));
        }
    }

    private void free(Lane lane) {
        lane.release();
        held.decrementAndGet();
        wakeIfWanted(lane);
    }

    private void wakeIfWanted(Lane lane) {
        if (lane.wantsMore()) {
            wakeClaimer.accept(lane.spaceId);
        }
    }

    /** The lane of a space, made if need be. A lane with something in memory is never retired, so it stays the same. */
    Lane lane(String spaceId) {
        Lane lane = lanes.get(spaceId);
        return lane != null ? lane : lanes.computeIfAbsent(spaceId, this::newLane);
    }

    private Lane newLane(String spaceId) {
        return new Lane(spaceId, loops.get(Math.floorMod(spaceId.hashCode(), loops.size())));
    }

    int held() {
        return held.get();
    }

    boolean isStuck() {
        return held.get() >= NODE_IS_STUCK;
    }

    int lanes() {
        return lanes.size();
    }

    /** Defers what waits for too long, and forgets lanes that nobody uses. To be called about every second. */
    void tick() {
        long unusedSince = System.nanoTime() - UNUSED_NANOS;
        lanesPerLoop()
                .forEach((loop, own) -> loop.execute(() -> {
                    loop.deferOverdue(own);
                    for (Lane lane : own) {
                        if (lane.retire(unusedSince)) {
                            lanes.remove(lane.spaceId, lane);
                        }
                    }
                }));
    }

    private Map<LaneLoop, List<Lane>> lanesPerLoop() {
        Map<LaneLoop, List<Lane>> perLoop = new HashMap<>();
        loops.forEach(loop -> perLoop.put(loop, new ArrayList<>()));
        for (Lane lane : lanes.values()) {
            perLoop.computeIfAbsent(lane.loop, _ -> new ArrayList<>()).add(lane);
        }
        return perLoop;
    }

    /** Starts nothing more and waits for what is in flight. */
    void drain(long timeoutMillis) {
        List<CountDownLatch> latches = new ArrayList<>();
        lanesPerLoop().forEach((loop, own) -> latches.add(loop.drain(own)));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            for (CountDownLatch latch : latches) {
                latch.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.forEach(LaneLoop::close);
    }
}
