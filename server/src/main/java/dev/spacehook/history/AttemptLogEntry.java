package dev.spacehook.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One POST of a delivery.
 *
 * @param n its number, from 1; the {@code Spacehook-Attempt} header. Numbers go on after a resend and may leave gaps
 * @param durationMs until the head of the answer, or the failure
 * @param statusCode null where no answer came
 * @param error a stable code, for example {@code http_5xx}; null on success
 * @param note remarks that changed nothing, for example {@code body_truncated}
 * @param answer the first 4 KiB of the answer's body, as text; never trust it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"n", "startedAt", "durationMs", "statusCode", "error", "note", "answer"})
public record AttemptLogEntry(
        int n,
        @JsonSerialize(using = Json.Time.class) Instant startedAt,
        @Schema(nullable = true) @Nullable Integer durationMs,
        @Schema(nullable = true) @Nullable Integer statusCode,
        @Schema(nullable = true) @Nullable String error,
        @Schema(nullable = true) @Nullable String note,
        @Schema(nullable = true) @Nullable String answer) {}
