package dev.spacehook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanariesTest {

    private final Canaries canaries = new Canaries();

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "{\"x\":\"", "\0\u00ff"})
    void areFoundWhereverTheyStand(String before) {
        String canary = canaries.make("secret");
        byte[] bytes = (before + canary + "\"}").getBytes(StandardCharsets.UTF_8);

        for (String text : List.of(
                before + canary,
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes))) {
            assertThat(canaries.in("x" + text)).containsExactly("secret");
            assertThat(canaries.in(text.replace(text.charAt(text.length() / 2), '#')))
                    .isEmpty();
        }
    }
}
