package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import dev.spacehook.storage.TestRows;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything in the database, as a dump would have it, searched for what must not be there. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class StoredSecretsTest extends WebhookServiceTest {

    @Test
    void holdsNoSecretInClear() {
        String brought = "canary-brought-over-4711";
        platform.put(platformWebhook, "{\"url\":\"https://some.url\",\"secret\":\"" + brought + "\"}");
        String refreshed =
                secretIn(owner.send("PUT", webhook + "/refresh-secret", null).body());
        owner.delete(webhook);
        String created = created();
        String link = platform.post(platformSpace + "/cabinet-link", "").body();
        String key = link.replaceFirst(".*/login/([^\"]+)\".*", "$1");

        String dump = dump();

        assertThat(dump).contains(spaceId).contains("https://some.url");
        for (String secret : List.of(brought, refreshed, created, key)) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            assertThat(dump)
                    .doesNotContain(secret)
                    .doesNotContain(HexFormat.of().formatHex(bytes))
                    .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        }
    }

    private String dump() {
        return database.read(TestRows::byTable).toString();
    }
}
