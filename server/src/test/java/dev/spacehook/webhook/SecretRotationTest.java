package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.storage.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SecretRotationTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private static final byte[] OLD = filled(1);
    private static final byte[] NEW = filled(2);

    private final SecretBox old = new SecretBox(List.of(OLD));
    private final SecretBox both = new SecretBox(List.of(NEW, OLD));
    private final SecretBox onlyNew = new SecretBox(List.of(NEW));

    @AfterEach
    void clean() {
        POSTGRES.execute("delete from webhook");
        POSTGRES.execute("delete from space");
    }

    @Test
    void sealsEverySecretAnewUnderTheCurrentKey() {
        IntStream.range(0, 250).forEach(i -> store("space" + i, "secret" + i, old));
        store("other", "kept", both);

        assertThat(rotation(both).runOnce()).isEqualTo(250);

        IntStream.range(0, 250)
                .forEach(i -> assertThat(opened("space" + i, onlyNew)).isEqualTo("secret" + i));
        assertThat(opened("other", onlyNew)).isEqualTo("kept");
        assertThat(rotation(both).runOnce()).isZero();
        rotation(onlyNew).requireFittingKeys();
    }

    @Test
    void passesWhatItCannotOpen() {
        store("a", "lost", new SecretBox(List.of(filled(3))));
        store("b", "found", old);

        assertThat(rotation(both).runOnce()).isEqualTo(1);
        assertThat(opened("b", onlyNew)).isEqualTo("found");
    }

    @Test
    void leavesASecretThatChangedMeanwhile() {
        store("a", "before", old);
        WebhookStore.Row seen = row("a");
        store("a", "after", old);

        boolean replaced = POSTGRES.database()
                .inTransaction(connection -> WebhookStore.reseal(
                        connection, seen, both.seal("a", new WebhookSecret("before")), both.currentKeyId()));

        assertThat(replaced).isFalse();
        assertThat(opened("a", old)).isEqualTo("after");
    }

    @Test
    void refusesKeysThatDoNotFitTheDatabase() {
        store("a", "secret", old);

        assertThatThrownBy(() -> rotation(onlyNew).requireFittingKeys())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SPACEHOOK_ENCRYPTION_KEY does not fit the database")
                .hasMessageContaining(old.currentKeyId())
                .hasMessageContaining("SPACEHOOK_ENCRYPTION_KEY=new,old");
    }

    @Test
    void startsWithFittingKeysAndWithAnEmptyDatabase() {
        rotation(onlyNew).requireFittingKeys();
        store("a", "secret", old);
        rotation(both).requireFittingKeys();
    }

    private static SecretRotation rotation(SecretBox box) {
        return new SecretRotation(POSTGRES.database(), box);
    }

    private static void store(String spaceId, String secret, SecretBox box) {
        WebhookStore.Row row = new WebhookStore.Row(
                spaceId, "https://example.com", box.seal(spaceId, new WebhookSecret(secret)), box.currentKeyId(), true);
        POSTGRES.execute("insert into space (id, owner_id, plan) values ('" + spaceId
                + "', 'owner', 'team') on conflict do nothing");
        POSTGRES.database().useTransaction(connection -> {
            WebhookStore.delete(connection, spaceId);
            WebhookStore.insert(connection, row);
        });
    }

    private static WebhookStore.Row row(String spaceId) {
        return POSTGRES.database()
                .read(connection -> WebhookStore.find(connection, spaceId))
                .orElseThrow();
    }

    private static String opened(String spaceId, SecretBox box) {
        WebhookStore.Row row = row(spaceId);
        return box.open(spaceId, row.keyId(), row.secret()).value();
    }

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }
}
