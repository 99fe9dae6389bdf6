package dev.spacehook.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a task left memory; written in batches. Every {@code switch} over it is complete. */
sealed interface Settled {

    Task task();

    /**
     * A POST was made.
     *
     * @param error null for a success
     * @param next what follows
     */
    record Attempted(
            Task task,
            Instant startedAt,
            int durationMillis,
            @Nullable Integer statusCode,
            @Nullable String error,
            @Nullable String note,
            byte[] answer,
            Instant signedAt,
            String signature,
            Next next,
            long endedNanos)
            implements Settled {

        boolean isBare() {
            return note == null && answer.length == 0;
        }

        /** The same without what the receiver sent: the form in which a row is written that the database refuses. */
        Attempted bare() {
            return new Attempted(
                    task,
                    startedAt,
                    durationMillis,
                    statusCode,
                    error,
                    null,
                    new byte[0],
                    signedAt,
                    signature,
                    next,
                    endedNanos);
        }
    }

    /** No POST was made and none will be: blocked or deleted meanwhile, or its time is over. */
    record GivenUp(Task task, Next.Final verdict) implements Settled {}

    /** It has been in memory for too long: back into {@code due}, to be claimed when there is room. */
    record Deferred(Task task, Duration delay) implements Settled {}

    /** An outcome of it was already written by somebody else. */
    record AlreadySettled(Task task) implements Settled {}
}
