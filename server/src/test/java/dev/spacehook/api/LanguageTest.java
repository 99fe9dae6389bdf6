package dev.spacehook.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ru|RU",
                "ru-RU,ru;q=0.9,en;q=0.8|RU",
                "RU-ru|RU",
                "en,ru|EN",
                "en;q=0.5,ru;q=0.6|RU",
                "de,ru;q=0.1|RU",
                "de|EN",
                "*|EN",
                "ru;q=0|EN",
                "rum|EN",
                "'; DROP TABLE|EN",
                ",,;q=x|EN"
            })
    void isTheOneTheHeaderPrefers(String header, Language expected) {
        assertThat(Language.of(header)).isEqualTo(expected);
    }

    @Test
    void isEnglishWithoutAHeader() {
        assertThat(Language.of(null)).isEqualTo(Language.EN);
        assertThat(Language.of("ru,".repeat(5_000))).isEqualTo(Language.EN);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeHasATextInEveryLanguage(Problem.Code code) {
        for (Language language : Language.values()) {
            Problem problem = code == Problem.Code.INTERNAL ? Problem.internal("r") : Problem.of(code);
            assertThat(Problems.detail(problem, language)).isNotBlank().doesNotContain("{0}");
        }
    }

    @Test
    void bothLanguagesHaveTheSameTexts() {
        assertThat(keys(Language.RU)).isEqualTo(keys(Language.EN));
    }

    private static Set<String> keys(Language language) {
        return new TreeSet<>(ResourceBundle.getBundle("messages.problems_" + language.tag(), language.locale())
                .keySet());
    }

    @Test
    void aTextNamesTheFieldAsItIs() {
        Problem problem = Problem.badField("it's {1} '", "length", "1", "5");

        assertThat(Problems.detail(problem, Language.EN)).isEqualTo("\"it's {1} '\" must be 1 to 5 characters long.");
        assertThat(Problems.detail(problem, Language.RU)).isEqualTo("Длина поля «it's {1} '» — от 1 до 5 символов.");
    }
}
