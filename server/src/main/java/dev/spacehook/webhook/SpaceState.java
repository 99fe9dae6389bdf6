package dev.spacehook.webhook;

import dev.spacehook.egress.WebhookUrl;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of a space: enough to accept its events and to deliver them.
 *
 * @param revision counts the changes of the space and its webhook; a newer state never gives way to an older one
 * @param epoch deliveries of an older epoch are cancelled
 * @param paid whether its plan comes with webhooks
 * @param endpoint null where the space has no webhook
 */
public record SpaceState(
        String spaceId,
        long revision,
        long epoch,
        boolean paid,
        @Nullable Endpoint endpoint) {

    /**
     * The webhook as the sender needs it.
     *
     * @param url null where today's rules refuse the stored one; attempts then fail as {@code forbidden_address}
     */
    public record Endpoint(@Nullable WebhookUrl url, WebhookSecret secret, boolean active) {}

    /** Whether something accepted under this state is delivered. */
    public boolean isDeliverable() {
        return paid && endpoint != null && endpoint.active();
    }
}
