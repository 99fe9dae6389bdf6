package dev.spacehook.storage;

import dev.spacehook.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/** The database's files: made once, in a temporary directory that is then renamed, so that they are whole or absent. */
final class Cluster {

    private static final Logger LOG = Logger.getLogger(Cluster.class);

    /** The service's role, which is no superuser, and its database. */
    static final String NAME = "spacehook";

    static final String SUPERUSER = "postgres";

    private static final String DIRECTORY = "database";
    private static final int PASSWORD_BYTES = 24;

    private final Path dataDir;
    private final Path home;
    private final Unprivileged unprivileged;
    private final Secret password;

    /** @param home where PostgreSQL's programs are */
    Cluster(Path dataDir, Path home, Unprivileged unprivileged) {
        this.dataDir = dataDir;
        this.home = home;
        this.unprivileged = unprivileged;
        this.password = new Secret(PrivateFiles.once(dataDir.resolve("database-password"), Cluster::newPassword));
    }

    private static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Path directory() {
        return dataDir.resolve(DIRECTORY);
    }

    ServerLog log() {
        return new ServerLog(dataDir.resolve("postgresql.log"));
    }

    Secret password() {
        return password;
    }

    /** The command that becomes a program of PostgreSQL, without privileges. */
    List<String> command(String program, List<String> arguments) {
        String path = home.resolve("bin").resolve(program).toString();
        return unprivileged.command(Commands.concat(List.of(path), arguments));
    }

    /** @throws EmbeddedPostgresException if the files cannot be made, or belong to another major version */
    void create() {
        try {
            removeUnfinished();
            if (Files.isDirectory(directory())) {
                unprivileged.own(directory());
                checkVersion();
            } else {
                initialize();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the database in " + dataDir, e);
        }
    }

    private void removeUnfinished() throws IOException {
        String unfinished = "{" + DIRECTORY + "," + PostgresBinaries.DIRECTORY + "}" + PrivateFiles.UNFINISHED + "*";
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(dataDir, unfinished)) {
            directories.forEach(Cluster::remove);
        }
    }

    private static void remove(Path directory) {
        try {
            PrivateFiles.deleteTree(directory);
        } catch (IOException e) {
            LOG.infof("%s is still being written by a killed start; the next one removes it", directory);
        }
    }

    private void checkVersion() throws IOException {
        String found = Files.readString(directory().resolve("PG_VERSION")).strip();
        String ours = PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.indexOf('.'));
        if (!found.equals(ours)) {
            throw new EmbeddedPostgresException("The database in " + directory() + " was made by PostgreSQL " + found
                    + ", this is " + ours + ". Move it with pg_dump of the old version, or start the old Spacehook.");
        }
    }

    private void initialize() throws IOException {
        Path temporary = Files.createTempDirectory(dataDir, DIRECTORY + PrivateFiles.UNFINISHED);
        unprivileged.own(temporary);
        initdb(temporary);
        createRoleAndDatabase(temporary);
        check(Commands.run(command("initdb", syncArguments(temporary)), ""));
        Files.move(temporary, directory());
        PrivateFiles.syncDirectory(dataDir);
    }

    private void initdb(Path directory) {
        List<String> arguments = List.of(
                "--pgdata=" + directory,
                "--username=" + SUPERUSER,
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth-host=scram-sha-256",
                "--auth-local=reject",
                "--no-instructions",
                // a new segment is filled with zeros while all commits wait: a quarter as long as with the usual 16 MB
                "--wal-segsize=4",
                "--no-sync");
        check(Commands.run(command("initdb", arguments), ""));
    }

    /** In single-user mode: before the rename nothing listens. */
    private void createRoleAndDatabase(Path directory) {
        String statements = """
                alter role %1$s password '%3$s'
                create role %2$s login password '%3$s'
                create database %2$s owner %2$s
                """.formatted(SUPERUSER, NAME, password.value());
        // iterations slow down the guessing of people's passwords; here they would slow down each connection
        List<String> settings = List.of("-c", "fsync=off", "-c", "scram_iterations=1");
        List<String> arguments = Commands.concat(
                List.of("--single", "-D", directory.toString()), Commands.concat(settings, List.of("template1")));
        check(Commands.run(command("postgres", arguments), statements));
    }

    /** One sync of the file system where it can be had, instead of one for each of a thousand files. */
    private static List<String> syncArguments(Path directory) {
        List<String> arguments = new ArrayList<>(List.of("--pgdata=" + directory, "--sync-only"));
        if (System.getProperty("os.name").equals("Linux")) {
            arguments.add("--sync-method=syncfs");
        }
        return arguments;
    }

    private static void check(Commands.Result result) {
        if (!result.isSuccess()) {
            throw new EmbeddedPostgresException("PostgreSQL's files cannot be made: " + result.output());
        }
    }
}
