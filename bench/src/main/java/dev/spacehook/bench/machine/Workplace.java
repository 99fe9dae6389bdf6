package dev.spacehook.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A temporary directory and all that was started in it. Closing it, which an interrupted or failed run does too, ends
 * every process and deletes the directory. Thread-safe.
 */
public final class Workplace implements AutoCloseable {

    private static final Set<Integer> GIVEN_PORTS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final Thread hook = new Thread(this::end, "spacehook-bench-end");
    private boolean ended;

    private Workplace(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** On a real disk where there is one: {@code /tmp} is often memory, whose fsync costs nothing. */
    public static Workplace open() {
        Path varTmp = Path.of("/var/tmp");
        Path parent = Files.isWritable(varTmp) ? varTmp : Path.of(System.getProperty("java.io.tmpdir"));
        return in(parent);
    }

    static Workplace in(Path parent) {
        try {
            Path directory =
                    Files.createTempDirectory(parent, "spacehook-bench-").toRealPath();
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new Workplace(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path directory() {
        return directory;
    }

    /** The path of a file or directory of that name in here. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** Writes a file in here. */
    public Path write(String name, String content) {
        try {
            return Files.writeString(path(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that is free now and given to nobody else in this run. */
    public int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN_PORTS.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a program; what it prints goes to {@code <name>.log}. It is killed at the end. */
    public Process start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("SPACEHOOK_"));
        builder.environment().putAll(environment);
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException("the run is over");
            }
            try {
                Process process = builder.start();
                ends.push(() -> kill(process.toHandle()));
                return process;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + command.getFirst(), e);
            }
        }
    }

    /** Where the program of that name prints to. */
    public Path log(String name) {
        return path(name + ".log");
    }

    /** Is done at the end, the last one first. */
    public synchronized void atEnd(Runnable action) {
        ends.push(action);
    }

    /** The first one before those below it: nginx replaces a worker that dies, and the new one would be left behind. */
    private static void kill(ProcessHandle process) {
        List<ProcessHandle> tree =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        tree.forEach(one -> one.onExit().join());
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook did this
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        ends.forEach(Workplace::attempt);
        deleteTree(directory);
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            System.err.println("At the end: " + e);
        }
    }

    static void deleteTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Left behind: " + root + " (" + e + ")");
        }
    }
}
