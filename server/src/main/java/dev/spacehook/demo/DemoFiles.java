package dev.spacehook.demo;

import com.password4j.Password;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/**
 * What the demo remembers in the data directory, readable by its user only: the owner's password, so that a restart
 * does not sign him out, and tokens as header files, so that cURL lines stay short.
 */
final class DemoFiles {

    private final Path directory;

    private DemoFiles(Path directory) {
        this.directory = directory;
    }

    static DemoFiles in(Path dataDirectory) {
        Path directory = dataDirectory.toAbsolutePath().normalize().resolve("demo");
        try {
            Files.createDirectories(directory);
            return new DemoFiles(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The owner's password with its hash, made at the first start. */
    record Credentials(String password, String hash) {
        @Override
        public String toString() {
            return "***";
        }
    }

    Credentials ownersCredentials() {
        Path file = directory.resolve("owner.properties");
        Properties stored = new Properties();
        try {
            if (Files.exists(file)) {
                try (Reader in = Files.newBufferedReader(file)) {
                    stored.load(in);
                }
            } else {
                stored.putAll(newCredentials());
                try (Writer out = Files.newBufferedWriter(onlyOurs(file))) {
                    stored.store(out, "the demo owner's password");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Credentials(stored.getProperty("password"), stored.getProperty("hash"));
    }

    /** Writes a file for {@code curl -H @file} and answers its path. */
    Path header(String name, String token) {
        try {
            return Files.writeString(onlyOurs(directory.resolve(name + ".header")), "Authorization: Bearer " + token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties newCredentials() {
        String password = DemoSettings.random(12);
        Properties made = new Properties();
        made.setProperty("password", password);
        made.setProperty("hash", Password.hash(password).withBcrypt().getResult());
        return made;
    }

    private static Path onlyOurs(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }
}
