package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text there is exists in both languages, and none is missing. */
class TextsTest {

    private static final Pattern USED = Pattern.compile("\\bt:([a-z0-9_]+)");

    private static ResourceBundle bundle(String language) {
        return ResourceBundle.getBundle("messages.cabinet_" + language);
    }

    @Test
    void bothLanguagesHaveTheSameTexts() {
        assertThat(bundle("ru").keySet()).isEqualTo(bundle("en").keySet());
    }

    @Test
    void textsOfBothLanguagesTakeTheSameArguments() {
        for (String key : bundle("en").keySet()) {
            assertThat(arguments("ru", key)).as(key).isEqualTo(arguments("en", key));
        }
    }

    private static Set<String> arguments(String language, String key) {
        Matcher matcher = Pattern.compile("\\{(\\d)").matcher(bundle(language).getString(key));
        Set<String> found = new TreeSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void everyTextOfATemplateExists() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> templates = Files.list(Path.of("src/main/resources/templates/cabinet"))) {
            for (Path template : templates.toList()) {
                USED.matcher(Files.readString(template)).results().forEach(use -> used.add(use.group(1)));
            }
        }
        used.remove("of");
        assertThat(bundle("en").keySet()).containsAll(used);
    }
}
