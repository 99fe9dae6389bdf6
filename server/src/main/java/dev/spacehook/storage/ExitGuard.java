package dev.spacehook.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Stops the server when this process ends without having done so: killed, or failed at its start. A shell waits for
 * the end of a pipe that only this process holds. A shutdown hook would come too early, while the service drains, and
 * not at all after SIGKILL.
 */
final class ExitGuard {

    private static final String SCRIPT = "read -r answer || kill -INT ";

    private final Process shell;

    private ExitGuard(Process shell) {
        this.shell = shell;
    }

    static ExitGuard over(long pid) {
        List<String> command = Commands.detached(List.of("sh", "-c", SCRIPT + pid));
        try {
            return new ExitGuard(Commands.builder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run sh", e);
        }
    }

    long pid() {
        return shell.pid();
    }

    /** To be called once the server has ended: its number may soon be another process's. */
    void release() {
        try (Writer answer = shell.outputWriter(StandardCharsets.US_ASCII)) {
            answer.write("ended\n");
        } catch (IOException e) {
            // the shell has been killed: nobody is left to be told
        }
    }
}
