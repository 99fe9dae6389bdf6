package dev.spacehook;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Runs generators for a while: {@code -Dspacehook.fuzz.seconds=60}, which {@code ./test} sets; again with
 * {@code -Dspacehook.fuzz.seed=…}, which each run prints.
 */
public final class Fuzz {

    /** What one run takes, unless said otherwise. */
    public static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("spacehook.fuzz.seconds", 10));

    private Fuzz() {}

    /** Calls {@code round} with a fresh seeded generator until the time is over; a failure names the round's seed. */
    public static void run(String name, Duration duration, Consumer<Random> round) {
        long first = Long.getLong("spacehook.fuzz.seed", System.nanoTime());
        long end = System.nanoTime() + duration.toNanos();
        long seed = first;
        System.out.println(name + ": fuzzed for " + duration.toSeconds() + " s from seed " + seed);
        do {
            try {
                round.accept(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError(name + ": again with -Dspacehook.fuzz.seed=" + seed, e);
            }
            seed++;
        } while (System.nanoTime() < end);
        System.out.println(name + ": " + (seed - first) + " rounds");
    }
}
