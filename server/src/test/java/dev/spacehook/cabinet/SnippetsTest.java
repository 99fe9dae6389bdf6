package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.spacehook.TestReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code that the cabinet shows, run as it is by whatever languages this machine has. */
class SnippetsTest {

    private static final String SECRET = "g7r0gOSKiQ59prCGXo1H50PACb5ca1mD";
    private static final String BODY = "{\"eventName\":\"call_started\",\"roomId\":\"комната/1\",\"spaceId\":\"s\"}";
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "node", List.of("node", "node.js"),
            "java",
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "Verify.java"),
            "python", List.of("python3", "verify.py"),
            "go", List.of("go", "run", "verify.go"),
            "php", List.of("php", "-S", "127.0.0.1:PORT", "verify.php"));
    private static final Map<String, String> FILES = Map.of(
            "node", "node.js", "java", "Verify.java", "python", "verify.py", "go", "verify.go", "php", "verify.php");

    @TempDir
    Path directory;

    private Process process;

    @AfterEach
    void stop() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "java", "python", "go", "php"})
    void takesWhatIsGenuineAndNothingElse(String id) throws Exception {
        int port = start(id);
        String signature = HexFormat.of().formatHex(Signing.hmacSha256(SECRET.getBytes(StandardCharsets.UTF_8), BODY));
        assertThat(post(port, request(signature, BODY))).isEqualTo(204);
        assertThat(post(port, request(signature, BODY.replace("started", "finishd"))))
                .isEqualTo(403);
        assertThat(post(port, request(signature.replace(signature.charAt(0), 'f'), BODY + " ")))
                .isEqualTo(403);
        assertThat(post(port, request("0".repeat(64), BODY))).isEqualTo(403);
    }

    private int start(String id) throws IOException {
        int port = freePort();
        Snippets.Snippet snippet = Snippets.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        Files.writeString(directory.resolve(FILES.get(id)), snippet.code());
        List<String> command = COMMANDS.get(id).stream()
                .map(word -> word.replace("PORT", "" + port))
                .toList();
        assumeThat(isInstalled(command.getFirst()))
                .as(command.getFirst() + " is not installed")
                .isTrue();
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(Map.of("WEBHOOK_SECRET", SECRET, "PORT", "" + port));
        builder.environment().put("GOCACHE", directory.resolve("cache").toString());
        builder.environment().put("GOFLAGS", "-mod=mod");
        process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        await().atMost(Duration.ofSeconds(90)).until(() -> listens(port));
        return port;
    }

    private static boolean isInstalled(String command) {
        return command.startsWith("/")
                || Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String request(String signature, String body) {
        return "{\"signature\":\"" + signature + "\",\"body\":" + body + "}";
    }

    private static int post(int port, String request) throws Exception {
        HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build();
        return HttpClient.newHttpClient()
                .send(post, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aCurlLineSendsWhatItSays() throws Exception {
        try (TestReceiver receiver = new TestReceiver()) {
            String command = Curl.command(
                    receiver.url("/hook"), SECRET, "an-id", BODY.replace("комната", "it's"), java.time.Instant.EPOCH);
            process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("204");
            assertThat(receiver.got).singleElement().asString().contains("\"body\":" + BODY.replace("комната", "it's"));
        }
    }
}
