package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documentation's cURL lines, in its order and with its oddities; only host, space and token are replaced. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class DocumentedScenarioTest extends WebhookServiceTest {

    private static final String SECRET = "\"secret\":\"[A-Za-z0-9]{32}\"";

    @Test
    void worksLineByLine() throws IOException, InterruptedException {
        String created = curl(
                "--request",
                "POST",
                url(""),
                "--header",
                "Content-Type: text/plain",
                "--data-raw",
                "{\n    \"url\":\"https://some.url/\"\n}");
        assertThat(created).matches("\\{\"url\":\"https://some.url\"," + SECRET + ",\"isActive\":true}\n201");

        String updated = curl(
                "--request",
                "PUT",
                url(""),
                "--header",
                "Content-Type: text/plain",
                "--data-raw",
                "{\n    \"url\":\"https://some.url/\",\n    \"isActive\":true\n}");
        assertThat(updated).isEqualTo("{\"url\":\"https://some.url\",\"isActive\":true}\n200");

        String read = curl(
                "--request",
                "GET",
                url(""),
                "--header",
                "Content-Type: text/plain",
                "--data-raw",
                "{\n    \"url\":\"https://some.url/\"\n}");
        assertThat(read).isEqualTo("{\"url\":\"https://some.url\",\"isActive\":true}\n200");

        String refreshed = curl(
                "--request", "PUT", url("/refresh-secret"), "--header", "Content-Type: text/plain", "--data-raw", "");
        assertThat(refreshed).matches("\\{\"url\":\"https://some.url\"," + SECRET + ",\"isActive\":true}\n200");
        assertThat(secretIn(refreshed)).isNotEqualTo(secretIn(created));

        String deleted = curl("--request", "DELETE", url(""), "--header", "Content-Type: application/json");
        assertThat(deleted).isEqualTo("\n204");
    }

    @Test
    void takesJsonUnderAnyNameAndAnswersJsonWhateverIsAccepted() throws IOException, InterruptedException {
        for (String type : List.of(
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain; charset=utf-16",
                "nonsense",
                "")) {
            String header = type.isEmpty() ? "Content-Type:" : "Content-Type: " + type;
            String created = curl(
                    "-X",
                    "POST",
                    url(""),
                    "-H",
                    header,
                    "-H",
                    "Accept: text/html",
                    "-d",
                    "{\"url\":\"https://some.url/\"}");
            assertThat(created).as(type).endsWith("\n201").startsWith("{\"url\":\"https://some.url\",");
            assertThat(curl("-X", "DELETE", url(""), "-H", header, "-H", "Accept: image/png", "-d", ""))
                    .as(type)
                    .isEqualTo("\n204");
        }
    }

    private String url(String rest) {
        return base.resolve(webhook + rest).toString();
    }

    /** The answer's body, a line feed and the status. */
    private String curl(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("curl", "--silent", "--show-error", "--location", "--max-time", "20"));
        command.addAll(List.of("--write-out", "\\n%{http_code}", "--header", "Authorization: Bearer " + owner.token()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
