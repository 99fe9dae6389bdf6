package dev.spacehook.cabinet;

import dev.spacehook.history.Deliveries;
import dev.spacehook.history.Delivery;
import dev.spacehook.history.DeliveryFilter;
import dev.spacehook.history.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver that is well again has missed.
 *
 * @param count at most {@link Deliveries#MAX_LIMIT}, then {@code more} is true
 * @param since when the first of them was accepted
 * @param until just behind the last of them
 */
record Recovery(int count, boolean more, Instant since, Instant until) {

    /** What failed longer ago is no longer news. */
    private static final Duration RECENT = Duration.ofHours(24);

    static Optional<Recovery> of(Deliveries deliveries, String spaceId, WebhookStatus status, Instant now) {
        Instant success = status.lastSuccessAt();
        if (!status.isActive() || status.failingSince() != null || success == null) {
            return Optional.empty();
        }
        DeliveryFilter failed = new DeliveryFilter(Delivery.Status.FAILED, null, null, now.minus(RECENT), null);
        List<Delivery> missed =
                deliveries.list(spaceId, failed, Deliveries.MAX_LIMIT, null).items();
        if (missed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Recovery(
                missed.size(),
                missed.size() == Deliveries.MAX_LIMIT,
                missed.getLast().acceptedAt(),
                missed.getFirst().acceptedAt().plusMillis(1)));
    }
}
