package dev.spacehook.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    @Test
    void nodesThatStartAtOnceMigrateOnce() {
        TestServer server = TestServer.get();
        server.createEmptyDatabase("test_migrations");
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            Migrations migrations = new Migrations(server.endpoint("test_migrations"));
            List<CompletableFuture<Void>> runs = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(migrations::run, nodes))
                    .toList();
            runs.forEach(CompletableFuture::join);
        } finally {
            server.dropDatabase("test_migrations");
        }
    }

    @Test
    void knowsFlywaysChecksums() {
        try (TestDatabase postgres = TestDatabase.create()) {
            MigrationFiles.checksums()
                    .forEach((script, checksum) -> assertThat(postgres.query(
                                    Integer.class,
                                    "select checksum from flyway_schema_history where script = '" + script + "'"))
                            .isEqualTo(checksum));
        }
    }

    @Test
    void refusesAMigrationThatWasChanged() {
        try (TestDatabase postgres = TestDatabase.create()) {
            postgres.execute("update flyway_schema_history set checksum = 1 where version = '1'");
            assertThatThrownBy(() -> new Database(postgres.settings())).hasMessageContaining("checksum mismatch");
        }
    }

    @Test
    void theListNamesEveryFile() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources", MigrationFiles.DIRECTORY))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".sql")))
                    .containsExactlyInAnyOrderElementsOf(MigrationFiles.names());
        }
    }
}
