package dev.spacehook.cabinet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Small receivers that verify, in the languages that integrators write; read once. Immutable. */
final class Snippets {

    /** A receiver's source. */
    public record Snippet(String id, String language, String code) {}

    private static final List<Snippet> ALL = Stream.of(
                    read("node", "Node.js", "node.js"),
                    read("java", "Java", "Verify.java"),
                    read("python", "Python", "verify.py"),
                    read("go", "Go", "verify.go"),
                    read("php", "PHP", "verify.php"))
            .toList();

    private Snippets() {}

    static List<Snippet> all() {
        return ALL;
    }

    private static Snippet read(String id, String language, String file) {
        try (InputStream in = Snippets.class.getClassLoader().getResourceAsStream("cabinet/receivers/" + file)) {
            if (in == null) {
                throw new IllegalStateException("missing in this build: " + file);
            }
            return new Snippet(id, language, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
