package dev.spacehook.delivery;

import dev.spacehook.event.Event;

/**
 * One delivery in memory, on its way to its next attempt.
 *
 * @param attempt the number of that attempt, from 1
 * @param lastAttempt the number of the last attempt of its series
 * @param expired whether its time is over, so that this is the last try
 * @param claimed whether it has a leased row in {@code due}
 * @param sinceNanos when it came into memory, by {@link System#nanoTime()}: no attempt starts later than 20 s after it
 */
record Task(Event event, int attempt, int lastAttempt, boolean expired, boolean claimed, long sinceNanos) {

    /** First attempts of one room go one after another. */
    boolean isFirstAttempt() {
        return attempt == 1;
    }
}
