package dev.spacehook.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one webhook. Its queue lives on one event loop and needs no lock; what the journal's writer and the
 * claimer ask of it is atomic.
 */
final class Lane {

    /** More at once was measured to be slower, not faster. */
    static final int MOST_IN_FLIGHT = 32;

    /** Places in memory for each request that may be in flight: a lane that times out holds little. */
    private static final int PLACES_PER_REQUEST = 128;

    /** A lane whose last task waited for longer, or whose last success is older, waits for its receiver, not for us. */
    private static final long KEEPS_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int RETIRED = -1_000_000_000;
    private static final Queue<Task> NOBODY_WAITS = new ArrayDeque<>(0);

    final String spaceId;
    final LaneLoop loop;

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong spillsBegun = new AtomicLong();
    private final AtomicLong spillsEnded = new AtomicLong();
    private volatile boolean spilling;
    /** Whether the last claim returned as much as it asked for. */
    private volatile boolean moreWaits;

    private volatile int cap = MOST_IN_FLIGHT;
    private volatile long lastWaitNanos;
    private volatile long succeededAt;

    // On the event loop only, from here on.
    private final Queue<Task> ready = new ArrayDeque<>();
    private final Map<String, Queue<Task>> rooms = new HashMap<>();
    private int inFlight;
    private boolean pumping;
    private int failuresInARow;
    private long usedNanos;

    // On the claimer's thread only.
    private @Nullable Instant claimedUpTo;

    Lane(String spaceId, LaneLoop loop) {
        this.spaceId = spaceId;
        this.loop = loop;
        this.usedNanos = System.nanoTime();
        this.succeededAt = usedNanos - KEEPS_UP_NANOS;
    }

    // --- places: any thread

    /** Takes a place, or begins a spill where there is none; null where the lane has been retired meanwhile. */
    @Nullable
    Boolean reserve(boolean nodeIsFull) {
        int places = nodeIsFull ? cap : cap * PLACES_PER_REQUEST;
        while (true) {
            int now = held.get();
            if (now < 0) {
                return null;
            }
            if (spilling || now >= places) {
                beginSpill();
                return false;
            }
            if (held.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    private void beginSpill() {
        spillsBegun.incrementAndGet();
        spilling = true;
    }

    void endSpill() {
        spillsEnded.incrementAndGet();
    }

    /** Takes places for what was claimed. */
    boolean hold(int tasks) {
        while (true) {
            int now = held.get();
            if (now < 0) {
                return false;
            }
            if (held.compareAndSet(now, now + tasks)) {
                return true;
            }
        }
    }

    int release() {
        return held.decrementAndGet();
    }

    int held() {
        return held.get();
    }

    /** Whether its receiver takes what comes: what is in memory will soon be sent. */
    boolean keepsUp(long now) {
        return now - succeededAt < KEEPS_UP_NANOS && lastWaitNanos < KEEPS_UP_NANOS;
    }

    /** How many rows a claim may bring. */
    int room() {
        return 2 * cap - held.get();
    }

    /** Whether it is time to claim more of what is known to wait. */
    boolean wantsMore() {
        return (spilling || moreWaits) && held.get() <= cap;
    }

    // --- backlog: the claimer's thread

    /** A mark for {@link #claimed}: how many spills have begun; -1 while one is being written. */
    long spillMark() {
        long begun = spillsBegun.get();
        return begun == spillsEnded.get() ? begun : -1;
    }

    /**
     * A claim came back. Once it returned fewer rows than it asked for, and nothing was spilled since before it, what
     * comes next goes through memory again.
     */
    void claimed(int asked, int returned, long markBefore) {
        moreWaits = returned >= asked;
        if (!moreWaits && markBefore >= 0) {
            spilling = false;
            if (spillMark() != markBefore) {
                spilling = true;
            }
        }
    }

    @Nullable
    Instant claimedUpTo() {
        return claimedUpTo;
    }

    void setClaimedUpTo(@Nullable Instant claimedUpTo) {
        this.claimedUpTo = claimedUpTo;
    }

    // --- queue: the event loop

    void enqueue(Task task) {
        usedNanos = task.sinceNanos();
        if (task.isFirstAttempt()) {
            Queue<Task> others = rooms.get(task.event().roomId());
            if (others != null) {
                waitBehind(others, task);
                return;
            }
            rooms.put(task.event().roomId(), NOBODY_WAITS);
        }
        ready.add(task);
    }

    /** The empty mark stands for a room with one task and nobody behind it, so that most rooms cost no queue. */
    @SuppressWarnings("ReferenceEquality")
    private void waitBehind(Queue<Task> others, Task task) {
        Queue<Task> queue = others;
        if (queue == NOBODY_WAITS) {
            queue = new ArrayDeque<>(4);
            rooms.put(task.event().roomId(), queue);
        }
        queue.add(task);
    }

    /** The next task that may be started now, or null. */
    @Nullable
    Task next() {
        if (inFlight >= cap) {
            return null;
        }
        Task task = ready.poll();
        if (task != null) {
            inFlight++;
            lastWaitNanos = System.nanoTime() - task.sinceNanos();
        }
        return task;
    }

    /** The next task if it came into memory before this moment, whatever is in flight. */
    @Nullable
    Task nextOlderThan(long sinceNanos) {
        Task task = ready.peek();
        if (task == null || task.sinceNanos() - sinceNanos >= 0) {
            return null;
        }
        inFlight++;
        return ready.poll();
    }

    /** Any waiting task, whatever is in flight: for a stop. */
    @Nullable
    Task nextOfAll() {
        return nextOlderThan(System.nanoTime() + 1);
    }

    /** Whether the caller is the one who starts tasks: an attempt that fails at once must not start the next in its turn. */
    boolean beginPump() {
        boolean begun = !pumping;
        pumping = true;
        return begun;
    }

    void endPump() {
        pumping = false;
    }

    /** The task has left memory, or its attempt has ended: its room goes on. */
    void finished(Task task) {
        inFlight--;
        if (task.isFirstAttempt()) {
            Queue<Task> others = rooms.get(task.event().roomId());
            Task next = others == null ? null : others.poll();
            if (next == null) {
                rooms.remove(task.event().roomId());
            } else {
                ready.add(next);
            }
        }
    }

    void succeeded() {
        failuresInARow = 0;
        succeededAt = System.nanoTime();
        int now = cap;
        if (now < MOST_IN_FLIGHT) {
            cap = now + 1;
        }
    }

    void failed(boolean timedOut) {
        failuresInARow++;
        if (timedOut) {
            cap = Math.max(1, cap / 2);
        }
    }

    int failuresInARow() {
        return failuresInARow;
    }

    boolean isIdle() {
        return inFlight == 0 && ready.isEmpty();
    }

    /** Ends an unused lane that remembers nothing worth keeping. */
    boolean retire(long unusedSinceNanos) {
        return isIdle()
                && !spilling
                && !moreWaits
                && failuresInARow == 0
                && usedNanos - unusedSinceNanos < 0
                && held.compareAndSet(0, RETIRED);
    }
}
