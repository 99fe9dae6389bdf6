package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {

    private static final byte[] OLD = filled(1);
    private static final byte[] NEW = filled(2);
    private static final WebhookSecret SECRET = new WebhookSecret("g7r0gOSKiQ59prCGXo1H50PACb5ca1mD");

    private final SecretBox box = new SecretBox(List.of(OLD));

    @Test
    void opensWhatItSealed() {
        byte[] sealed = box.seal("space", SECRET);

        assertThat(box.open("space", box.currentKeyId(), sealed)).isEqualTo(SECRET);
    }

    @Test
    void keepsEveryCharacter() {
        WebhookSecret secret = new WebhookSecret("ключ — 鍵 — 🔑 \"\\ ");

        assertThat(box.open("s", box.currentKeyId(), box.seal("s", secret))).isEqualTo(secret);
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        assertThat(box.seal("space", SECRET)).isNotEqualTo(box.seal("space", SECRET));
    }

    @Test
    void showsNothingOfTheSecret() {
        String sealed = new String(box.seal("space", SECRET), StandardCharsets.ISO_8859_1);

        assertThat(sealed).hasSize(12 + 32 + 16).doesNotContain(SECRET.value().substring(0, 6));
        assertThat(SECRET).hasToString("***");
    }

    @Test
    void doesNotOpenInAnotherSpace() {
        byte[] sealed = box.seal("space", SECRET);

        assertThatThrownBy(() -> box.open("ecaps", box.currentKeyId(), sealed))
                .isInstanceOf(SecretBoxException.class)
                .hasMessageNotContaining(SECRET.value());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 12, 43, 44, 59})
    void doesNotOpenWithAChangedByte(int index) {
        byte[] sealed = box.seal("space", SECRET);
        sealed[index] ^= 1;

        assertThatThrownBy(() -> box.open("space", box.currentKeyId(), sealed)).isInstanceOf(SecretBoxException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 12, 27, 59})
    void doesNotOpenCutShort(int length) {
        byte[] sealed = Arrays.copyOf(box.seal("space", SECRET), length);

        assertThatThrownBy(() -> box.open("space", box.currentKeyId(), sealed)).isInstanceOf(SecretBoxException.class);
    }

    @Test
    void opensWithAnOlderKeyAndSealsWithTheNewest() {
        SecretBox rotated = new SecretBox(List.of(NEW, OLD));

        assertThat(rotated.open("space", box.currentKeyId(), box.seal("space", SECRET)))
                .isEqualTo(SECRET);
        assertThat(rotated.currentKeyId()).isNotEqualTo(box.currentKeyId());
        assertThat(new SecretBox(List.of(NEW)).open("space", rotated.currentKeyId(), rotated.seal("space", SECRET)))
                .isEqualTo(SECRET);
    }

    @Test
    void namesTheKeyThatIsMissing() {
        byte[] sealed = box.seal("space", SECRET);
        SecretBox other = new SecretBox(List.of(NEW));

        assertThatThrownBy(() -> other.open("space", box.currentKeyId(), sealed))
                .isInstanceOf(SecretBoxException.class)
                .hasMessageContaining(box.currentKeyId());
        assertThatThrownBy(() -> other.open("space", other.currentKeyId(), sealed))
                .isInstanceOf(SecretBoxException.class);
    }

    @Test
    void givesAKeyTheSameIdEverywhere() {
        assertThat(box.currentKeyId())
                .matches("[0-9a-f]{16}")
                .isEqualTo(new SecretBox(List.of(OLD, NEW)).currentKeyId());
    }

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }
}
