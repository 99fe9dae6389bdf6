package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {

    @Test
    void madeOnesAreLettersAndDigitsOfAllKinds() {
        List<String> values = Stream.generate(WebhookSecret::generate)
                .limit(200)
                .map(WebhookSecret::value)
                .toList();

        assertThat(values).doesNotHaveDuplicates().allMatch(value -> value.matches("[A-Za-z0-9]{32}"));
        assertThat(String.join("", values).chars().distinct().count()).isEqualTo(62);
    }
}
