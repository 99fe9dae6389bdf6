package dev.spacehook.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** One run of the server, from its start to its end. */
final class Postmaster {

    private static final Logger LOG = Logger.getLogger(Postmaster.class);

    private static final Duration FAST = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 5;
    private static final int LINES_OF_LOG = 10;

    private final ProcessHandle process;
    private final Path directory;

    private Postmaster(ProcessHandle process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /**
     * Starts the server and waits until it takes connections, however long it has to recover.
     *
     * @throws EmbeddedPostgresException if it ends instead, with the last lines of its log
     */
    static Postmaster start(Cluster cluster, int port) {
        try {
            List<String> command = PostgresSettings.detached(
                    cluster.command("postgres", PostgresSettings.of(cluster.directory(), port)));
            Process process = Commands.builder(command)
                    .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(Redirect.appendTo(cluster.logFile().toFile()))
                    .redirectErrorStream(true)
                    .start();
            return new Postmaster(process.toHandle(), cluster.directory()).awaitReady(cluster.logFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL", e);
        }
    }

    private Postmaster awaitReady(Path log) throws IOException {
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new EmbeddedPostgresException("The embedded PostgreSQL did not start: " + lastLines(log));
            }
            Pauses.millis(PAUSE_MILLIS);
        }
        return this;
    }

    /** The server writes its state into the eighth line. */
    private boolean isReady() throws IOException {
        List<String> lines = pidFile(directory);
        return lines.size() >= 8
                && lines.getFirst().strip().equals(String.valueOf(process.pid()))
                && lines.get(7).strip().equals("ready");
    }

    private static List<String> pidFile(Path directory) throws IOException {
        try {
            return Files.readAllLines(directory.resolve("postmaster.pid"));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(
                System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }

    /**
     * Stops the server that a killed process left behind. It is never adopted: its backends may still commit what the
     * dead client sent. Only called under the data directory's lock.
     */
    static void stopLeftOver(Path directory) {
        try {
            OptionalLong pid = leftOverPid(directory);
            if (pid.isEmpty()) {
                return;
            }
            findServer(pid.getAsLong(), directory).ifPresent(server -> {
                LOG.infof("Stopping the database left running by a killed process (pid %d)", server.process.pid());
                server.stop();
            });
            if (ProcessHandle.of(pid.getAsLong()).isPresent()) {
                // the number belongs to another process by now; PostgreSQL would take that for a running server
                Files.deleteIfExists(directory.resolve("postmaster.pid"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OptionalLong leftOverPid(Path directory) throws IOException {
        List<String> lines = pidFile(directory);
        return lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,10}")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(lines.getFirst().strip()));
    }

    private static Optional<Postmaster> findServer(long pid, Path directory) {
        return ProcessHandle.of(pid)
                .map(process -> new Postmaster(process, directory))
                .filter(Postmaster::isRunning);
    }

    /** By its arguments, which also tells a server from a process that got its number, and from a zombie. */
    private boolean isRunning() {
        return process.isAlive()
                && process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains(directory.toString()))
                        .isPresent();
    }

    long pid() {
        return process.pid();
    }

    void awaitExit() {
        process.onExit().join();
    }

    /** Rolls back what runs and writes everything to disk; if that takes too long, harder and harder. */
    void stop() {
        if (endsAfter("INT", FAST) || endsAfter("QUIT", IMMEDIATE)) {
            return;
        }
        LOG.warnf("The database (pid %d) does not stop; killing it, it will recover at its next start", process.pid());
        endsAfter("KILL", IMMEDIATE);
    }

    private boolean endsAfter(String signal, Duration patience) {
        Commands.signal(signal, process.pid());
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(patience);
        while (isRunning()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Pauses.millis(PAUSE_MILLIS);
        }
        return true;
    }
}
