package dev.spacehook.history;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts in memory the events that were ignored, by space and reason, so that ignoring one costs no write. Thread safe;
 * {@link #count} takes no lock where the pair has been counted before.
 */
@Singleton
public final class IgnoredEvents {

    /** Pairs of space and reason kept between two flushes; more are not counted. */
    static final int CAPACITY = 100_000;

    private static final long RETIRED = Long.MIN_VALUE;

    private record Key(String spaceId, String reason) {}

    /** A count is {@link #RETIRED} once its entry has left the map: who still holds it starts a new one. */
    private static final class Tally {
        final AtomicLong count = new AtomicLong();
        volatile long lastMillis;
    }

    /** What was counted for one pair since it was last taken. */
    record Counted(String spaceId, String reason, long count, Instant lastAt) {}

    private final ConcurrentHashMap<Key, Tally> tallies = new ConcurrentHashMap<>();

    /**
     * Counts one event. May be called on an event loop.
     *
     * @param reason as in the answer, for example {@code no_webhook}
     */
    public void count(String spaceId, String reason) {
        add(new Key(spaceId, reason), 1, System.currentTimeMillis());
    }

    /** Takes all counts, leaving zeros; pairs that stayed at zero since the last time are forgotten. */
    List<Counted> take() {
        List<Counted> taken = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            long count = tally.count.getAndSet(0);
            if (count > 0) {
                taken.add(counted(key, tally, count));
            } else {
                retire(key, tally);
            }
        });
        return taken;
    }

    /** Gives back what could not be written. */
    void giveBack(List<Counted> taken) {
        for (Counted one : taken) {
            add(new Key(one.spaceId(), one.reason()), one.count(), one.lastAt().toEpochMilli());
        }
    }

    /** What was counted for a space and not taken yet. */
    List<Counted> of(String spaceId) {
        List<Counted> found = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            long count = tally.count.get();
            if (count > 0 && key.spaceId.equals(spaceId)) {
                found.add(counted(key, tally, count));
            }
        });
        return found;
    }

    /** How many pairs are kept. */
    int size() {
        return tallies.size();
    }

    private static Counted counted(Key key, Tally tally, long count) {
        return new Counted(key.spaceId, key.reason, count, Instant.ofEpochMilli(tally.lastMillis));
    }

    private void retire(Key key, Tally tally) {
        if (tally.count.compareAndSet(0, RETIRED)) {
            tallies.remove(key, tally);
        }
    }

    private void add(Key key, long count, long millis) {
        while (true) {
            Tally tally = tallies.get(key);
            if (tally == null) {
                if (tallies.size() >= CAPACITY) {
                    return;
                }
                tally = tallies.computeIfAbsent(key, any -> new Tally());
            }
            if (addTo(tally, count, millis)) {
                return;
            }
        }
    }

    private static boolean addTo(Tally tally, long count, long millis) {
        if (millis > tally.lastMillis) {
            tally.lastMillis = millis;
        }
        long before = tally.count.get();
        while (before != RETIRED) {
            if (tally.count.compareAndSet(before, before + count)) {
                return true;
            }
            before = tally.count.get();
        }
        return false;
    }
}
