package dev.spacehook.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.config.Secret;
import dev.spacehook.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    private static final String GIVEN = "a-key-for-tests-of-32-characters-and-more";

    @TempDir
    private Path parent;

    @Test
    void generatesOnceAndKeeps() throws IOException {
        Keys first = new Keys(settings(Map.of()));
        Keys second = new Keys(settings(Map.of()));
        assertThat(second.jwtKeys()).isEqualTo(first.jwtKeys()).hasSize(1);
        assertThat(second.encryptionKeys()).isEqualTo(first.encryptionKeys()).hasSize(1);
        assertThat(first.jwtKeys()).isNotEqualTo(first.encryptionKeys());
        assertThat(Base64.getDecoder().decode(first.encryptionKeys().getFirst().value()))
                .hasSize(32);
        for (String file : Set.of("jwt-secret", "encryption-key")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(dataDir().resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void generatedKeysAreFitToBeSet() {
        Keys keys = new Keys(settings(Map.of()));
        Settings settings = settings(Map.of(
                "SPACEHOOK_JWT_SECRET", keys.jwtKeys().getFirst().value(),
                "SPACEHOOK_ENCRYPTION_KEY", keys.encryptionKeys().getFirst().value()));
        assertThat(settings.keys().jwt()).isEqualTo(keys.jwtKeys());
    }

    @Test
    void takesWhatIsGiven() {
        Keys keys = new Keys(settings(Map.of("SPACEHOOK_JWT_SECRET", GIVEN + ",old-" + GIVEN)));
        assertThat(keys.jwtKeys()).containsExactly(new Secret(GIVEN), new Secret("old-" + GIVEN));
        assertThat(dataDir().resolve("jwt-secret")).doesNotExist();
        assertThat(keys.encryptionKeys()).hasSize(1);
    }

    @Test
    void agreesWithWhoeverGeneratesAtTheSameMoment() {
        Set<Secret> keys = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 64).parallel().forEach(i -> keys.addAll(new Keys(settings(Map.of())).jwtKeys()));
        assertThat(keys).hasSize(1);
    }

    private Path dataDir() {
        return parent.resolve("data");
    }

    private Settings settings(Map<String, String> values) {
        Map<String, String> all = new java.util.HashMap<>(values);
        all.put("SPACEHOOK_DATA_DIR", dataDir().toString());
        return Settings.from(all);
    }
}
