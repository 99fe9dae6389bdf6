package dev.spacehook.egress;

import org.jspecify.annotations.Nullable;

/** How one exchange with a receiver ended. Every {@code switch} over it is complete. */
public sealed interface Outcome {

    /** Remarks that change nothing, for the attempt's log, for example {@code body_incomplete}; null without any. */
    @Nullable
    String note();

    /**
     * The head of a final answer arrived within the deadline.
     *
     * @param status 200 to 999
     * @param answer the first bytes of the answer's body, 4 KiB at most, as they came
     * @param retryAfter the value of the {@code Retry-After} header, unparsed
     */
    record Answered(
            int status,
            byte[] answer,
            @Nullable String retryAfter,
            @Nullable String note) implements Outcome {}

    /**
     * No final answer came.
     *
     * @param error a stable code, for example {@code connect_refused}
     */
    record Failed(String error, @Nullable String note) implements Outcome {}
}
