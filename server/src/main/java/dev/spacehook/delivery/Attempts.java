package dev.spacehook.delivery;

import dev.spacehook.egress.Outcome;
import dev.spacehook.telemetry.Meters;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns an outcome into the row that is kept of it, and counts it. Stateless. */
final class Attempts {
    private static final byte[] NO_ANSWER = {};

    private final Meters meters;

    Attempts(Meters meters) {
        this.meters = meters;
    }

    Settled.Attempted record(Task task, Sender.Sent sent, Outcome outcome, Next next) {
        long now = System.nanoTime();
        int duration = (int) TimeUnit.NANOSECONDS.toMillis(now - sent.startedNanos());
        String error = RetrySchedule.error(outcome);
        count(error, duration, next);
        return new Settled.Attempted(
                task,
                sent.startedAt(),
                duration,
                status(outcome),
                error,
                outcome.note(),
                outcome instanceof Outcome.Answered answered ? answered.answer() : NO_ANSWER,
                sent.signedAt(),
                sent.signature(),
                next,
                now);
    }

    private void count(@Nullable String error, int duration, Next next) {
        meters.attempt(error == null ? "none" : error, duration);
        if (next instanceof Next.Final verdict) {
            meters.settled(verdict.wireName());
        }
    }

    private static @Nullable Integer status(Outcome outcome) {
        return outcome instanceof Outcome.Answered answered ? answered.status() : null;
    }
}
