package dev.spacehook.receiver;

import java.time.Instant;
import java.util.Optional;

/**
 * A verified notification: what happened in which room.
 *
 * <p>What is under a signature: the first four members always; {@link #id()} where the headers were verified too. The
 * rest comes from headers that no signature covers: use it to inform, not to decide.
 *
 * @param eventName {@code call_started}, {@code call_finished}, {@code record_started}, {@code record_finished},
 *     {@code record_failed} or {@code record_aborted}; a later edition may add more: answer 2xx to those you do not know
 * @param recordId present on {@code record_*}
 * @param id the same for every attempt of one notification: remember it to do the work once. Empty where only
 *     {@link Verifier#verifyBody} was asked
 * @param occurredAt when it happened, as the platform told
 * @param attempt 1 for the first attempt; 0 where the header is missing
 * @param test whether the group's owner asked for it as a test
 */
public record Notification(
        String eventName,
        String roomId,
        String spaceId,
        Optional<String> recordId,
        Optional<String> id,
        Optional<Instant> occurredAt,
        int attempt,
        boolean test) {}
