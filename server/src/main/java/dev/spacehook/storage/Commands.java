package dev.spacehook.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the small programs of the system and of PostgreSQL to their end. */
final class Commands {

    private static final boolean HAS_SETSID = succeeds(List.of("setsid", "true"));

    private Commands() {}

    /** How a program ended: its exit status and all it printed. */
    record Result(int status, String output) {
        boolean isSuccess() {
            return status == 0;
        }
    }

    /** @throws UncheckedIOException if there is no such program */
    static Result run(List<String> command, String input) {
        try {
            Process process = builder(command).redirectErrorStream(true).start();
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while running " + command.getFirst(), e);
        }
    }

    /** Whether the program exists and succeeds. */
    static boolean succeeds(List<String> command) {
        try {
            return run(command, "").isSuccess();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** A builder whose environment holds nothing that would steer PostgreSQL, and makes it speak English. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("SPACEHOOK_"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    /** Ctrl-C in a terminal reaches the whole process group; what outlasts the draining service needs its own. */
    static List<String> detached(List<String> command) {
        return HAS_SETSID ? concat(List.of("setsid"), command) : command;
    }

    static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** @param name without SIG, for example {@code INT} */
    static void signal(String name, long pid) {
        run(List.of("sh", "-c", "kill -" + name + " " + pid), "");
    }

    /** So that a power cut does not leave a directory under its final name with empty files. */
    static void syncFileSystem(Path path) {
        if (!succeeds(List.of("sync", "-f", path.toString()))) {
            succeeds(List.of("sync"));
        }
    }
}
