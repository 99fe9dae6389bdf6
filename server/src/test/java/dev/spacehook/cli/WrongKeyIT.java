package dev.spacehook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, started as a process of its own on a database whose secrets are under another key. */
class WrongKeyIT {

    @TempDir
    Path directory = Path.of("");

    @Test
    void stopsTheStartAndSaysWhatToDo() throws Exception {
        Ended demo = run(Map.of(), "demo", "--once");
        assertThat(demo.code()).as(demo.said()).isZero();
        String another = Base64.getEncoder().encodeToString(new byte[32]);

        Ended started = run(Map.of("SPACEHOOK_ENCRYPTION_KEY", another), "serve");

        assertThat(started.code()).as(started.said()).isPositive();
        assertThat(started.said())
                .contains("SPACEHOOK_ENCRYPTION_KEY does not fit the database", "SPACEHOOK_ENCRYPTION_KEY=new,old")
                .doesNotContain(another);
    }

    private Ended run(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SPACEHOOK_"));
        environment.putAll(settings);
        environment.put("SPACEHOOK_DATA_DIR", directory.toString());
        environment.put("SPACEHOOK_HTTP_PORT", "0");
        environment.put("SPACEHOOK_MANAGEMENT_PORT", "0");
        Path output = directory.resolveSibling(directory.getFileName() + ".log");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            String said = Files.readString(output);
            return new Ended(ended ? process.exitValue() : -1, said);
        } finally {
            process.destroyForcibly().onExit().join();
            Files.deleteIfExists(output);
        }
    }

    private record Ended(int code, String said) {}
}
