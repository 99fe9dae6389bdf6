package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal of a hostile URL has its text in both languages, and none gives an address away. */
class RefusalTextsTest {

    private static Stream<UrlFiles.Entry> hostile() {
        return UrlFiles.read("hostile-urls.txt").filter(entry -> entry.tag().startsWith("R:"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void saysItInBothLanguages(UrlFiles.Entry entry) {
        UrlRefusedException refusal = refusal(entry.url());
        for (Locale language : new Locale[] {Locale.ENGLISH, Locale.of("ru")}) {
            String text = text(refusal, language);
            assertThat(text).contains("url").doesNotContain("{", "''").doesNotMatch(".*\\d+\\.\\d+\\.\\d+\\.\\d+.*");
        }
    }

    private static String text(UrlRefusedException refusal, Locale language) {
        String key = refusal.code().wireName() + "." + refusal.reason();
        String pattern = ResourceBundle.getBundle("messages.problems", language).getString(key);
        return new MessageFormat(pattern, language)
                .format(refusal.asProblem("url").arguments().toArray());
    }

    private static UrlRefusedException refusal(String url) {
        try {
            throw new AssertionError("not refused: " + WebhookUrl.parse(url, Rules.STRICT));
        } catch (UrlRefusedException e) {
            return e;
        }
    }
}
