package dev.spacehook.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jboss.logging.Logger;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per version from the artefact on the class path. */
final class PostgresBinaries {

    static final String VERSION = "18.1.0";
    static final String DIRECTORY = "postgresql-" + VERSION;

    private static final Logger LOG = Logger.getLogger(PostgresBinaries.class);

    private PostgresBinaries() {}

    /** The directory with {@code bin}, {@code lib} and {@code share}, below {@code parent}; whole or not there. */
    static Path in(Path parent) {
        Path home = parent.resolve(DIRECTORY);
        try {
            if (!Files.isDirectory(home)) {
                unpackTo(home);
            }
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL to " + home, e);
        }
    }

    private static void unpackTo(Path home) throws IOException {
        LOG.infof("Unpacking PostgreSQL %s, once", VERSION);
        Path temporary = Files.createTempDirectory(parent(home), DIRECTORY + PrivateFiles.UNFINISHED);
        unpack(temporary);
        Commands.syncFileSystem(temporary);
        try {
            Files.move(temporary, home);
        } catch (IOException e) {
            PrivateFiles.deleteTree(temporary);
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void unpack(Path target) throws IOException {
        setMode(target, "rwxr-xr-x");
        try (InputStream archive = open();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (isNeeded(entry)) {
                    unpack(tar, entry, target);
                }
            }
        }
    }

    /** Everything but what only compilers and linkers read. */
    private static boolean isNeeded(TarArchiveEntry entry) {
        return !entry.getName().endsWith(".a") && !entry.getName().contains("/pkgconfig/");
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            createDirectory(path);
            return;
        }
        createDirectory(parent(path));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            setMode(path, (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x");
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            setMode(directory, "rwxr-xr-x");
        }
    }

    /** Explicitly: the umask may be stricter, and the server may run under another account. */
    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static InputStream open() {
        String name = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        InputStream archive = PostgresBinaries.class.getClassLoader().getResourceAsStream(name);
        if (archive == null) {
            throw new EmbeddedPostgresException("There is no embedded PostgreSQL for this machine (" + name
                    + "). Set SPACEHOOK_DATABASE_URL to a PostgreSQL 14 or newer.");
        }
        return archive;
    }

    static String resource(String osName, String architecture) {
        String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String cpu = switch (architecture) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> architecture;
        };
        return "postgres-" + os + "-" + cpu + ".txz";
    }
}
