package dev.spacehook.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Another JVM that owns a data directory, to be killed. */
final class OwningProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private OwningProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
        this.input = process.outputWriter();
    }

    static OwningProcess start(Path dataDir) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OwningProcess.class.getName(),
                dataDir.toString());
        return new OwningProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The process id of the server, then of its guard, once it runs; or why it does not. */
    long pidLine() throws IOException {
        return Long.parseLong(line());
    }

    String line() throws IOException {
        String line = output.readLine();
        return line == null ? "" : line;
    }

    long pid() {
        return process.pid();
    }

    /** Has it commit a row. */
    void execute(String sql) throws IOException {
        input.write(sql + "\n");
        input.flush();
        if (!line().equals("done")) {
            throw new IOException("not done: " + sql);
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgres postgres;
        try {
            postgres = EmbeddedPostgres.start(Path.of(arguments[0]), Duration.ofMillis(100), Unprivileged.detect());
        } catch (EmbeddedPostgresException e) {
            System.out.println(e.getMessage());
            return;
        }
        System.out.println(postgres.pid() + "\n" + postgres.guardPid());
        BufferedReader statements = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var connection = postgres.endpoint().openDirect("child")) {
            for (String sql = statements.readLine(); sql != null; sql = statements.readLine()) {
                TestDatabase.execute(connection, sql);
                System.out.println("done");
            }
        }
    }
}
