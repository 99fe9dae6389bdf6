package dev.spacehook.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands say over the wire, to a listener that answers whatever the test wants. */
class CommandsTest {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory = Path.of("");

    private HttpServer listener = listener();
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("token"), "the-token\n");
        listener.createContext("/", this::answer);
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "webhook get s1 | GET /v1/spaces/s1/webhook ",
                "webhook create s1 https://a.example/ | POST /v1/spaces/s1/webhook {\"url\":\"https://a.example/\"}",
                "webhook set s1 --active=false | PUT /v1/spaces/s1/webhook {\"isActive\":false}",
                "webhook set s1 --url=https://b.example | PUT /v1/spaces/s1/webhook {\"url\":\"https://b.example\"}",
                "webhook delete s1 | DELETE /v1/spaces/s1/webhook ",
                "webhook refresh-secret s1 | PUT /v1/spaces/s1/webhook/refresh-secret {}",
                "webhook status s1 | GET /v1/spaces/s1/webhook/status ",
                "webhook test s1 --event=record_failed | POST /v1/spaces/s1/webhook/test {\"eventName\":\"record_failed\"}",
                "webhook get a/b | GET /v1/spaces/a%2Fb/webhook ",
                "deliveries list s1 | GET /v1/spaces/s1/webhook/deliveries ",
                "deliveries list s1 --status=failed --room=r+1 --limit=5 | "
                        + "GET /v1/spaces/s1/webhook/deliveries?status=failed&roomId=r%2B1&limit=5 ",
                "deliveries get s1 d1 | GET /v1/spaces/s1/webhook/deliveries/d1 ",
                "deliveries resend s1 d1 | POST /v1/spaces/s1/webhook/deliveries/d1/resend {}",
                "deliveries resend s1 --from=2026-01-01T00:00:00Z | POST /v1/spaces/s1/webhook/deliveries/resend "
                        + "{\"status\":\"failed\",\"from\":\"2026-01-01T00:00:00Z\"}",
                "events send call_started --space=s1 --room=r1 --id=x | POST /v1/platform/events "
                        + "{\"eventName\":\"call_started\",\"spaceId\":\"s1\",\"roomId\":\"r1\",\"id\":\"x\"}",
                "spaces list | GET /v1/spaces ",
                "spaces get s1 | GET /v1/platform/spaces/s1 ",
                "spaces put s1 --owner=u1 --plan=team | PUT /v1/platform/spaces/s1 {\"ownerId\":\"u1\",\"plan\":\"team\"}",
                "spaces delete s1 | DELETE /v1/platform/spaces/s1 ",
                "spaces cabinet-link s1 | POST /v1/platform/spaces/s1/cabinet-link {}",
                "users put u1 --email=a@b.example --username=A | PUT /v1/platform/users/u1 "
                        + "{\"email\":\"a@b.example\",\"username\":\"A\"}",
                "users delete u1 | DELETE /v1/platform/users/u1 ",
            })
    void everyCommandMakesOneRequestAsTheBearerOfTheToken(String arguments, String request) {
        assertThat(run(arguments)).isZero();

        assertThat(requests).containsExactly("Bearer the-token " + request.strip());
    }

    @Test
    void aWebhookIsBroughtOverWithTheSecretOfAFile() throws IOException {
        Files.writeString(directory.resolve("secret"), "old secret of the receiver\n");

        run("spaces import-webhook s1 --url=https://a.example --blocked --secret-file=" + directory.resolve("secret"));

        assertThat(requests)
                .containsExactly("Bearer the-token PUT /v1/platform/spaces/s1/webhook {\"url\":\"https://a.example\","
                        + "\"secret\":\"old secret of the receiver\",\"isActive\":false}");
    }

    @Test
    void aFileOfEventsIsPosted() throws IOException {
        Path file = Files.writeString(directory.resolve("events"), "[ {\"eventName\": \"call_started\"} ]");

        assertThat(run("events post " + file)).isZero();

        assertThat(requests)
                .containsExactly("Bearer the-token POST /v1/platform/events [{\"eventName\":\"call_started\"}]");
    }

    @Test
    void aRefusalIsToldAndTheExitCodeIsOne() {
        status = 404;
        answer = "{\"code\":\"webhook_not_found\",\"detail\":\"There is none.\"}";

        assertThat(run("webhook get s1")).isEqualTo(Main.FAILED);
        assertThat(err.toString().strip()).isEqualTo("404 webhook_not_found: There is none.");
    }

    @Test
    void anAnswerWithoutAProblemIsToldAsItIs() {
        status = 502;
        answer = "<html>";

        assertThat(run("webhook get s1")).isEqualTo(Main.FAILED);
        assertThat(err.toString()).startsWith("502 ");
    }

    @Test
    void withoutAServiceThereIsAHintAndNoStackTrace() {
        listener.stop(0);

        assertThat(run("webhook get s1")).isEqualTo(Main.FAILED);
        assertThat(err.toString()).contains("--server").doesNotContain("\tat ");
    }

    @Test
    void wrongArgumentsAreMisuse() {
        assertThat(run("webhook get")).isEqualTo(Main.MISUSED);
        assertThat(execute("frobnicate")).isEqualTo(Main.MISUSED);
        assertThat(requests).isEmpty();
    }

    @Test
    void helpAndVersionNeedNoService() {
        StringWriter out = new StringWriter();
        CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(out));

        assertThat(commandLine.execute("--version")).isZero();
        assertThat(commandLine.execute("--help")).isZero();
        assertThat(out.toString())
                .containsPattern("Spacehook \\d+\\.\\d+")
                .contains("serve", "demo", "webhook", "bench");
    }

    private int run(String arguments) {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ", -1)));
        all.add("--server=http://127.0.0.1:" + listener.getAddress().getPort());
        all.add("--token-file=" + directory.resolve("token"));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                    (token + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static HttpServer listener() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
