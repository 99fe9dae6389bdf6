package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What this node has in memory, right after its own answer. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class ChangesHoldAtOnceTest extends WebhookServiceTest {

    @Inject
    WebhookSnapshot snapshot;

    @Test
    void whateverChanges() {
        String secret = created();
        assertThat(endpoint().url()).hasToString("https://some.url/…");
        assertThat(endpoint().secret().value()).isEqualTo(secret);
        assertThat(state().isDeliverable()).isTrue();

        owner.put(webhook, "{\"url\":\"https://other.url\"}");
        assertThat(endpoint().url()).hasToString("https://other.url/…");

        String refreshed =
                secretIn(owner.send("PUT", webhook + "/refresh-secret", null).body());
        assertThat(endpoint().secret().value()).isEqualTo(refreshed);

        owner.put(webhook, "{\"isActive\":false}");
        assertThat(state().isDeliverable()).isFalse();
        assertThat(state().epoch()).isEqualTo(epoch());
        owner.put(webhook, "{\"isActive\":true}");
        assertThat(state().isDeliverable()).isTrue();

        plan("free");
        assertThat(state().isDeliverable()).isFalse();
        assertThat(state().epoch()).isEqualTo(epoch());
        plan("team");
        assertThat(state().isDeliverable()).isTrue();
    }

    @Test
    void deletingTheWebhook() {
        created();
        owner.delete(webhook);
        assertThat(state().isDeliverable()).isFalse();
        assertThat(state().epoch()).isEqualTo(epoch());
    }

    @Test
    void deletingTheSpace() {
        created();
        platform.delete(platformSpace);
        assertThat(state().isDeliverable()).isFalse();
        assertThat(state().epoch()).isEqualTo(epoch());
    }

    private SpaceState state() {
        SpaceState state = snapshot.find(spaceId);
        if (state == null) {
            throw new AssertionError("not in memory");
        }
        return state;
    }

    private SpaceState.Endpoint endpoint() {
        SpaceState.Endpoint endpoint = state().endpoint();
        if (endpoint == null) {
            throw new AssertionError("no webhook in memory");
        }
        return endpoint;
    }
}
