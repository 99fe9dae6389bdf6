package dev.spacehook.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of the attempts that began in half an hour.
 *
 * @param from its beginning, on the hour or half past (UTC)
 * @param delivered attempts that succeeded
 * @param retried attempts that failed and were followed by another
 * @param failed deliveries that ended without success
 * @param latencyMs median time until the answers' heads of the successful ones; null without any
 */
public record HalfHour(
        Instant from,
        int delivered,
        int retried,
        int failed,
        @Nullable Integer latencyMs) {}
