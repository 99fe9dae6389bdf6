package dev.spacehook.demo;

import com.password4j.BcryptFunction;
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
 * What the demo remembers in the data directory, readable by its user only: what the owner signs in with, so that a
 * restart does not sign him out, and tokens as header files, so that cURL lines stay short.
 */
final class DemoFiles {

    private static final BcryptFunction BCRYPT = BcryptFunction.getInstance(10);

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

    /**
     * The owner's, made at the first start.
     *
     * @param hash of the password, kept because another one would count as another password
     * @param clientId of his API client, with its secret
     */
    record Credentials(String password, String hash, String clientId, String clientSecret) {
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
                    stored.store(out, "what the demo's owner signs in with");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Credentials(
                stored.getProperty("password"),
                stored.getProperty("hash"),
                stored.getProperty("clientId"),
                stored.getProperty("clientSecret"));
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
        made.setProperty("hash", Password.hash(password).with(BCRYPT).getResult());
        made.setProperty("clientId", DemoSettings.random(24));
        made.setProperty("clientSecret", DemoSettings.random(40));
        return made;
    }

    private static Path onlyOurs(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }
}
