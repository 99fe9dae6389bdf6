package dev.spacehook.delivery;

import dev.spacehook.config.Settings;
import dev.spacehook.journal.DueStore;
import dev.spacehook.journal.Sweep;
import dev.spacehook.journal.WriterConnection;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import dev.spacehook.webhook.SpaceState;
import dev.spacehook.webhook.WebhookSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings what has come due into memory, space by space and only as much as each lane has room for, and turns what was
 * cancelled into history. One thread of its own.
 */
final class Claimer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Claimer.class);

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Where nothing waits, unless retries come sooner than that; a resend wakes this thread. */
    private static final long LOOK_EVERY_NANOS_WHEN_EMPTY = TimeUnit.SECONDS.toNanos(1);

    /** A look may cost so much of the time at most: one part in this many. */
    private static final int SHARE_OF_LOOKS = 50;

    /** A look that hung, because the database did, must not put off the next one by minutes. */
    private static final long LOOK_AT_LEAST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Every lane looks behind its lower bound this often. */
    private static final long FULL_LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DueStore store = new DueStore();
    private final WriterConnection connection;
    private final WebhookSnapshot snapshot;
    private final Dispatcher dispatcher;
    private final Outcomes outcomes;
    private final Meters meters;
    private final Duration lease;
    private final long pauseWhenEmpty;
    private final Set<String> woken = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().name("claimer").unstarted(this::run);
    private volatile boolean closing;
    private long nextLook = System.nanoTime();
    private long nextFullLook = System.nanoTime();

    Claimer(
            Database database,
            Settings.Delivery settings,
            WebhookSnapshot snapshot,
            Dispatcher dispatcher,
            Outcomes outcomes,
            Meters meters) {
        this.connection = new WriterConnection(database, "spacehook-claimer");
        this.snapshot = snapshot;
        this.dispatcher = dispatcher;
        this.outcomes = outcomes;
        this.meters = meters;
        this.lease = Sweep.lease(settings);
        this.pauseWhenEmpty = Math.clamp(
                Collections.min(settings.intervals()).toNanos(), LOOK_EVERY_NANOS, LOOK_EVERY_NANOS_WHEN_EMPTY);
    }

    void start() {
        thread.start();
    }

    /** There is something to claim for this space. From any thread. */
    void wake(String spaceId) {
        if (woken.add(spaceId)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    private void run() {
        while (!closing) {
            if (woken.isEmpty() && nextLook - System.nanoTime() > 0) {
                LockSupport.parkNanos(this, nextLook - System.nanoTime());
            }
            if (!closing) {
                runSafely();
            }
        }
    }

    private void runSafely() {
        try {
            runOnce(connection.get());
        } catch (SQLException e) {
            LOG.debugf("Claiming failed (SQLSTATE %s); trying again", e.getSQLState());
            meters.incident("claim_repeated", 1);
            connection.discard();
            nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
            LockSupport.parkNanos(this, LOOK_EVERY_NANOS);
        } catch (RuntimeException e) {
            LOG.error("The claimer met something unforeseen and goes on", e);
            nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
        }
    }

    private void runOnce(Connection usable) throws SQLException {
        Set<String> candidates = takeWoken();
        long now = System.nanoTime();
        if (nextLook - now <= 0) {
            List<DueStore.Backlog> backlogs = store.backlogs(usable);
            candidates.addAll(dueNow(usable, backlogs));
            lookBehindBounds(candidates, now);
            nextLook = System.nanoTime() + pause(System.nanoTime() - now, backlogs.isEmpty());
        }
        claim(usable, candidates);
    }

    private long pause(long lookTook, boolean empty) {
        long least = empty ? pauseWhenEmpty : LOOK_EVERY_NANOS;
        return Math.clamp(lookTook * SHARE_OF_LOOKS, least, LOOK_AT_LEAST_EVERY_NANOS);
    }

    /** Only after a look, which names all that have something due: a busy lane's wake-ups must not take its turn. */
    private void lookBehindBounds(Set<String> candidates, long now) {
        if (nextFullLook - now <= 0) {
            nextFullLook = now + FULL_LOOK_NANOS;
            candidates.forEach(spaceId -> dispatcher.lane(spaceId).setClaimedUpTo(null));
        }
    }

    private Set<String> takeWoken() {
        Set<String> taken = new LinkedHashSet<>(woken);
        woken.removeAll(taken);
        return taken;
    }

    /** Who has something due; what belongs to an older epoch is purged on the way. */
    private List<String> dueNow(Connection usable, List<DueStore.Backlog> backlogs) throws SQLException {
        List<String> due = new ArrayList<>();
        for (DueStore.Backlog backlog : backlogs) {
            SpaceState state = snapshot.find(backlog.spaceId());
            if (state == null || backlog.epoch() < state.epoch()) {
                purge(usable, backlog.spaceId());
            } else if (backlog.isDue() && backlog.epoch() == state.epoch()) {
                due.add(backlog.spaceId());
            }
        }
        return due;
    }

    /** A thousand at a time, so that claims go on in between; the next look goes on with the rest. */
    private void purge(Connection usable, String spaceId) throws SQLException {
        meters.incident("cancelled_purged", store.purgeCancelled(usable, spaceId));
    }

    private void claim(Connection usable, Collection<String> spaceIds) throws SQLException {
        List<Wish> wishes = new ArrayList<>();
        for (String spaceId : spaceIds) {
            Wish wish = wish(spaceId);
            if (wish != null) {
                wishes.add(wish);
            }
        }
        if (!wishes.isEmpty()) {
            List<DueStore.Wanted> wanted = wishes.stream().map(Wish::wanted).toList();
            handOver(wishes, store.claim(usable, wanted, lease));
        }
    }

    private @Nullable Wish wish(String spaceId) {
        SpaceState state = snapshot.find(spaceId);
        Lane lane = dispatcher.lane(spaceId);
        int room = lane.room();
        if (state == null || !state.isDeliverable() || room <= 0) {
            return null;
        }
        return new Wish(lane, lane.spillMark(), new DueStore.Wanted(spaceId, state.epoch(), room, lane.claimedUpTo()));
    }

    private void handOver(List<Wish> wishes, List<DueStore.Claimed> claimed) {
        Map<String, List<DueStore.Claimed>> perSpace = new HashMap<>();
        for (DueStore.Claimed row : claimed) {
            perSpace.computeIfAbsent(row.event().spaceId(), _ -> new ArrayList<>())
                    .add(row);
        }
        perSpace.forEach((spaceId, rows) -> dispatcher.hold(spaceId, rows.size()));
        long now = System.nanoTime();
        List<DueStore.Claimed> toSend = new ArrayList<>(claimed.size());
        for (DueStore.Claimed row : claimed) {
            if (row.isSettled()) {
                outcomes.add(new Settled.AlreadySettled(Dispatcher.task(row, now)));
            } else {
                toSend.add(row);
            }
        }
        dispatcher.accept(toSend);
        for (Wish wish : wishes) {
            wish.answered(perSpace.getOrDefault(wish.lane().spaceId, List.of()));
        }
    }

    /** What a lane asked for, and how many spills had begun before it asked. */
    private record Wish(Lane lane, long spillMark, DueStore.Wanted wanted) {

        void answered(List<DueStore.Claimed> rows) {
            lane.claimed(wanted.room(), rows.size(), spillMark);
            if (!rows.isEmpty()) {
                Instant last = rows.getLast().wasDue();
                lane.setClaimedUpTo(last);
            }
        }
    }
}
