package dev.spacehook.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages' tables of settings are the ones the code has; "./spacehook config --markdown" prints a fresh one. */
class DocumentedSettingsTest {

    private static final String BEGIN = "<!-- settings -->";
    private static final String END = "<!-- /settings -->";

    @Test
    void theConfigurationPageHasTheWholeTable() {
        assertThat(table("docs/configuration.md")).isEqualTo(SettingsTable.markdown());
    }

    /** Meanings are in the page's language, names and defaults are not. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ru.md"})
    void everyReadmeHasNamesAndDefaults(String page) {
        assertThat(namesAndDefaults(table(page))).isEqualTo(namesAndDefaults(SettingsTable.markdown()));
    }

    private static List<String> namesAndDefaults(String table) {
        return table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', line.indexOf('|', 1) + 1)))
                .map(line -> line.replace("| нет ", "| none "))
                .toList();
    }

    private static String table(String page) {
        try {
            String text = Files.readString(root().resolve(page));
            assertThat(text).contains(BEGIN, END);
            return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END))
                            .strip() + "\n";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Maven runs tests in the module's directory, an IDE perhaps in the repository's. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs")) ? here : java.util.Objects.requireNonNull(here.getParent());
    }
}
