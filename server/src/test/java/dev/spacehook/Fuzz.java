package dev.spacehook;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Runs a generator for a while: {@code -Dspacehook.fuzz.seconds=60}, again with {@code -Dspacehook.fuzz.seed=…}. */
public final class Fuzz {

    private Fuzz() {}

    /** Calls {@code round} with a fresh seeded generator until the time is over; a failure names the round's seed. */
    public static void run(Consumer<Random> round) {
        long seed = Long.getLong("spacehook.fuzz.seed", System.nanoTime());
        long end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("spacehook.fuzz.seconds", 10))
                        .toNanos();
        do {
            try {
                round.accept(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("again with -Dspacehook.fuzz.seed=" + seed, e);
            }
            seed++;
        } while (System.nanoTime() < end);
    }
}
