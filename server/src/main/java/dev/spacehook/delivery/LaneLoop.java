package dev.spacehook.delivery;

import dev.spacehook.egress.Outcome;
import dev.spacehook.webhook.SpaceState;
import dev.spacehook.webhook.WebhookSnapshot;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lanes of one event loop. Everything but {@link #execute} and {@link #drain} runs on it, and nothing blocks. */
final class LaneLoop {

    /** No attempt starts later than this after its event came into memory. */
    private static final long LONGEST_IN_MEMORY_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** How long a delivery waits whose space this node does not know as well as the node that accepted it. */
    private static final Duration UNTIL_SNAPSHOT_CATCHES_UP = Duration.ofSeconds(1);

    private static final int HOPELESS_FAILURES = 10;

    private final Context context;
    private final Sender sender;
    private final WebhookSnapshot snapshot;
    private final RetrySchedule schedule;
    private final Outcomes outcomes;
    private final Attempts attempts;
    private boolean stopping;
    private @Nullable CountDownLatch drained;
    private int inFlight;

    LaneLoop(
            Context context,
            Sender sender,
            WebhookSnapshot snapshot,
            RetrySchedule schedule,
            Outcomes outcomes,
            Attempts attempts) {
        this.context = context;
        this.sender = sender;
        this.snapshot = snapshot;
        this.schedule = schedule;
        this.outcomes = outcomes;
        this.attempts = attempts;
    }

    /** Runs something on the loop. From any thread. */
    void execute(Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    /** Takes tasks in, one loop task for all of them. From any thread. */
    void accept(List<Map.Entry<Lane, Task>> tasks) {
        execute(() -> {
            Set<Lane> lanes = new LinkedHashSet<>();
            for (Map.Entry<Lane, Task> entry : tasks) {
                entry.getKey().enqueue(entry.getValue());
                lanes.add(entry.getKey());
            }
            lanes.forEach(this::pump);
        });
    }

    private void pump(Lane lane) {
        if (!lane.beginPump()) {
            return;
        }
        for (Task task = stopping ? lane.nextOfAll() : lane.next();
                task != null;
                task = stopping ? lane.nextOfAll() : lane.next()) {
            start(lane, task);
        }
        lane.endPump();
    }

    private void start(Lane lane, Task task) {
        SpaceState state = snapshot.find(task.event().spaceId());
        Settled instead = insteadOfSending(lane, task, state);
        if (instead != null || state == null || state.endpoint() == null) {
            lane.finished(task);
            outcomes.add(instead == null ? behind(task) : instead);
            return;
        }
        inFlight++;
        sender.send(task, state.endpoint(), (sent, outcome) -> {
            inFlight--;
            onOutcome(lane, task, sent, outcome);
        });
    }

    /** Why a task is not sent; null where it is. */
    private @Nullable Settled insteadOfSending(Lane lane, Task task, @Nullable SpaceState state) {
        if (stopping) {
            return new Settled.Deferred(task, Duration.ZERO);
        }
        if (state == null || state.epoch() < task.event().epoch()) {
            return behind(task);
        }
        if (state.epoch() > task.event().epoch()) {
            return new Settled.GivenUp(task, Next.Final.CANCELLED);
        }
        if (!state.isDeliverable()) {
            return behind(task);
        }
        if (task.expired() && lane.failuresInARow() >= HOPELESS_FAILURES) {
            return new Settled.GivenUp(task, Next.Final.EXPIRED);
        }
        if (System.nanoTime() - task.sinceNanos() > LONGEST_IN_MEMORY_NANOS) {
            return new Settled.Deferred(task, Duration.ZERO);
        }
        return null;
    }

    private static Settled behind(Task task) {
        return new Settled.Deferred(task, UNTIL_SNAPSHOT_CATCHES_UP);
    }

    private void onOutcome(Lane lane, Task task, Sender.Sent sent, Outcome outcome) {
        Settled.Attempted attempted = attempts.record(task, sent, outcome, schedule.next(task, outcome));
        if (attempted.error() == null) {
            lane.succeeded();
        } else {
            lane.failed(attempted.error().equals("timeout") || attempted.error().equals("connect_timeout"));
        }
        lane.finished(task);
        outcomes.add(attempted);
        pump(lane);
        countDownIfDrained();
    }

    /** Puts back what has waited for too long. To be called about every second. */
    void deferOverdue(List<Lane> lanes) {
        long since = System.nanoTime() - LONGEST_IN_MEMORY_NANOS;
        for (Lane lane : lanes) {
            for (Task task = lane.nextOlderThan(since); task != null; task = lane.nextOlderThan(since)) {
                lane.finished(task);
                outcomes.add(new Settled.Deferred(task, Duration.ZERO));
            }
        }
    }

    /** Starts nothing more, puts back what waits, and lets what is in flight end. From any thread. */
    CountDownLatch drain(List<Lane> lanes) {
        CountDownLatch latch = new CountDownLatch(1);
        List<Lane> all = new ArrayList<>(lanes);
        execute(() -> {
            stopping = true;
            drained = latch;
            all.forEach(this::pump);
            countDownIfDrained();
        });
        return latch;
    }

    private void countDownIfDrained() {
        if (drained != null && inFlight == 0) {
            drained.countDown();
        }
    }

    /** Closes the connections. From any thread. */
    void close() {
        sender.close();
    }
}
