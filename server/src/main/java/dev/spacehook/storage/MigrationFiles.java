package dev.spacehook.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The migrations by name, from the list beside them: a directory inside an application's jars cannot be listed in every
 * class loader.
 */
final class MigrationFiles implements ResourceProvider {

    static final String DIRECTORY = "db/migration/";
    static final String INDEX = "index.txt";

    static List<String> names() {
        return read(INDEX).lines().filter(line -> !line.isBlank()).toList();
    }

    /** Each file's checksum as Flyway stores it: CRC-32 of the lines without their ends. */
    static Map<String, Integer> checksums() {
        return names().stream().collect(Collectors.toMap(name -> name, MigrationFiles::checksum));
    }

    private static int checksum(String name) {
        CRC32 crc = new CRC32();
        read(name).lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return names().contains(name) ? new MigrationFile(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return names().stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> Arrays.stream(suffixes).anyMatch(name::endsWith))
                .<LoadableResource>map(MigrationFile::new)
                .toList();
    }

    private static String read(String name) {
        try (InputStream in = MigrationFiles.class.getClassLoader().getResourceAsStream(DIRECTORY + name)) {
            if (in == null) {
                throw new IllegalStateException(DIRECTORY + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class MigrationFile extends LoadableResource {
        private final String name;

        MigrationFile(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return new StringReader(MigrationFiles.read(name));
        }

        @Override
        public String getAbsolutePath() {
            return DIRECTORY + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
