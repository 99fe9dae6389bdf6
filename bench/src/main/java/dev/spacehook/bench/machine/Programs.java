package dev.spacehook.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Programs of the system: found, installed, run to their end. */
public final class Programs {

    private Programs() {}

    /** How a program ended: its exit status and all it printed. */
    public record Result(int status, String output) {
        public boolean isSuccess() {
            return status == 0;
        }
    }

    public static Result run(String... command) {
        return run(List.of(command));
    }

    /** @throws UncheckedIOException if there is no such program */
    public static Result run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }

    /** What the program printed; throws where it failed. */
    public static String output(String... command) {
        Result result = run(command);
        if (!result.isSuccess()) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + result.output());
        }
        return result.output().strip();
    }

    public static Optional<Path> find(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return Arrays.stream(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program, installed from Debian's package where that is allowed and it is missing. */
    public static Path need(String program, String debianPackage) {
        return find(program).orElseGet(() -> {
            install(program, debianPackage);
            return find(program)
                    .orElseThrow(() -> new IllegalStateException(
                            program + " is missing; install it (on Debian: apt-get install " + debianPackage + ")"));
        });
    }

    private static void install(String program, String debianPackage) {
        if (!isRoot() || find("apt-get").isEmpty()) {
            return;
        }
        System.out.println("Installing " + debianPackage + " with apt-get, for " + program);
        // an nginx of the package's own must not start: only the program is wanted
        List<String> command = List.of(
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "RUNLEVEL=1",
                "apt-get",
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                debianPackage);
        if (!run(command).isSuccess()) {
            run("apt-get", "update", "-qq");
            run(command);
        }
    }

    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
