package dev.spacehook.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A part of the history, newest first.
 *
 * @param items may be fewer than asked for, or none, although more follow: a rare match is searched for a bounded time
 * @param nextCursor where to go on; null at the end
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"items", "nextCursor"})
public record DeliveryPage(
        List<Delivery> items,
        @Schema(nullable = true) @Nullable String nextCursor) {}
