package dev.spacehook.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook is doing.
 *
 * @param isActive false also where there is no webhook
 * @param lastDelivery the newest one
 * @param lastSuccessAt when the receiver last answered 2xx; null where the search found none
 * @param failingSince the first failed attempt since then; null while all is well
 * @param ignored how many events of the last 24 hours led to no delivery, by reason, to ten minutes; up to a minute late
 * @param lastEventAt when the platform last told of anything here, ignored events included, tests not
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"isActive", "lastDelivery", "lastSuccessAt", "failingSince", "ignored", "lastEventAt"})
public record WebhookStatus(
        boolean isActive,
        @Schema(nullable = true) @Nullable Delivery lastDelivery,

        @JsonSerialize(using = Json.Time.class) @Schema(nullable = true) @Nullable
        Instant lastSuccessAt,

        @JsonSerialize(using = Json.Time.class) @Schema(nullable = true) @Nullable
        Instant failingSince,

        Map<String, Long> ignored,

        @JsonSerialize(using = Json.Time.class) @Schema(nullable = true) @Nullable
        Instant lastEventAt) {}
