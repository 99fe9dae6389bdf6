package dev.spacehook.storage;

import java.io.File;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** One run of the server, from its start to its end. */
final class Postmaster {

    private static final Logger LOG = Logger.getLogger(Postmaster.class);

    private static final Duration FAST = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 5;
    private static final String PID_FILE = "postmaster.pid";

    private final ProcessHandle process;
    private final Path directory;

    private Postmaster(ProcessHandle process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Starts the server; {@link #awaitReady} comes next. */
    static Postmaster launch(Cluster cluster, int port) {
        List<String> command = cluster.command("postgres", PostgresSettings.of(cluster.directory(), port));
        try {
            Process process = Commands.builder(Commands.detached(command))
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.appendTo(cluster.log().file().toFile()))
                    .redirectErrorStream(true)
                    .start();
            return new Postmaster(process.toHandle(), cluster.directory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL", e);
        }
    }

    /**
     * Waits until the server takes connections, however long it has to recover.
     *
     * @throws EmbeddedPostgresException if it ends instead, with the last lines of its log
     */
    void awaitReady(ServerLog log) {
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new EmbeddedPostgresException("The embedded PostgreSQL did not start: " + log.lastLines());
            }
            Pauses.millis(PAUSE_MILLIS);
        }
    }

    /** The server writes its state into the eighth line. */
    private boolean isReady() {
        List<String> lines = pidFile(directory);
        return lines.size() >= 8
                && lines.getFirst().strip().equals(String.valueOf(process.pid()))
                && lines.get(7).strip().equals("ready");
    }

    private static List<String> pidFile(Path directory) {
        try {
            return Files.readAllLines(directory.resolve(PID_FILE));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                Files.deleteIfExists(directory.resolve(PID_FILE));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OptionalLong leftOverPid(Path directory) {
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

    /** Returns whether the server has ended within that time. */
    boolean awaitExit(Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new EmbeddedPostgresException("cannot watch the embedded database", e);
        }
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
