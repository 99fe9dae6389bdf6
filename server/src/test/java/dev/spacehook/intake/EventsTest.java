package dev.spacehook.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import dev.spacehook.webhook.Api;
import dev.spacehook.webhook.WebhookServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform's events over real HTTP. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class EventsTest extends WebhookServiceTest {
    private static final String EVENTS = "/v1/platform/events";
    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final String ACCEPTED = "\\{\"id\":\"" + ID + "\",\"status\":\"accepted\"}";

    @Test
    void acceptsAndStores() {
        created();
        Api.Answer answer = platform.post(EVENTS, event("\"recordId\":\"r\"", "record_finished"));
        assertThat(answer.body()).matches(ACCEPTED);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(text("select concat_ws(' ', space_id, name, room_id, record_id, is_test) from event where id = '"
                        + idIn(answer) + "'"))
                .isEqualTo(spaceId + " record_finished room r f");
    }

    @Test
    void saysWhyItIgnoresInTheOrderOfTheContract() {
        platform.post(EVENTS, event("").replace(spaceId, "nobody"))
                .is(202, "{\"status\":\"ignored\",\"reason\":\"unknown_space\"}");
        platform.post(EVENTS, event("")).is(202, "{\"status\":\"ignored\",\"reason\":\"no_webhook\"}");
        created();
        owner.put(webhook, "{\"isActive\":false}");
        platform.post(EVENTS, event("")).is(202, "{\"status\":\"ignored\",\"reason\":\"webhook_inactive\"}");
        plan("free");
        platform.post(EVENTS, event("")).is(202, "{\"status\":\"ignored\",\"reason\":\"plan_without_webhooks\"}");
        assertThat(number("select count(*) from event where space_id = '" + spaceId + "'"))
                .isZero();
    }

    @Test
    void answersAnArrayInOrderAndABadOneSpoilsNothing() {
        created();
        String bad = event("").replace("call_started", "call_exploded");
        String unknown = event("").replace(spaceId, "nobody");
        String body = platform.post(EVENTS, "[" + String.join(",", event(""), bad, unknown, "7", event("")) + "]")
                .body();
        assertThat(body)
                .matches("\\{\"items\":\\[" + ACCEPTED
                        + ",\\{\"status\":\"rejected\",\"code\":\"bad_field\",\"detail\":\"[^}]*\",\"field\":\"eventName\"}"
                        + ",\\{\"status\":\"ignored\",\"reason\":\"unknown_space\"}"
                        + ",\\{\"status\":\"rejected\",\"code\":\"bad_field\",\"detail\":\"[^}]*\",\"field\":\"\\$\"},"
                        + ACCEPTED + "]}");
        platform.post(EVENTS, "[7]").is(202, platform.post(EVENTS, "[7]").body());
        platform.post(EVENTS, "[]").is(202, "{\"items\":[]}");
        assertThat(number("select count(*) from event where space_id = '" + spaceId + "'"))
                .isEqualTo(2);
    }

    @Test
    void takesAThousandAndNotOneMore() {
        created();
        List<String> events = IntStream.range(0, 1_000).mapToObj(_ -> event("")).toList();
        assertThat(platform.post(EVENTS, events.toString()).status()).isEqualTo(202);
        assertThat(number("select count(*) from event where space_id = '" + spaceId + "'"))
                .isEqualTo(1_000);
        platform.post(EVENTS, events.toString().replaceFirst("\\[", "[" + event("") + ","))
                .isProblem(422, "bad_field");
    }

    @Test
    void aRepeatWithTheSameIdGetsTheFirstAnswerEvenIfItWouldNowBeIgnored() {
        created();
        String keyed = event("\"id\":\"" + spaceId + "-1\"");
        Api.Answer first = platform.post(EVENTS, keyed);
        platform.post(EVENTS, keyed).is(202, first.body());
        platform.post(EVENTS, keyed.replace("\"room\"", "\"other\"")).isProblem(409, "event_id_conflict");
        assertThat(platform.post(EVENTS, "[" + keyed + "," + keyed.replace("\"room\"", "\"other\"") + "]")
                        .body())
                .startsWith("{\"items\":[" + first.body() + ",{\"status\":\"rejected\",\"code\":\"event_id_conflict\"");
        owner.put(webhook, "{\"isActive\":false}");
        platform.post(EVENTS, keyed).is(202, first.body());
        platform.post(EVENTS, keyed.replace("\"room\"", "\"other\"")).isProblem(409, "event_id_conflict");
        platform.post(EVENTS, keyed.replace("-1\"", "-2\""))
                .is(202, "{\"status\":\"ignored\",\"reason\":\"webhook_inactive\"}");
        assertThat(number("select count(*) from event where space_id = '" + spaceId + "'"))
                .isEqualTo(1);
    }

    @Test
    void theSameIdManyTimesAtOnceIsOneEvent() {
        created();
        String keyed = event("\"id\":\"" + spaceId + "-at-once\"");
        List<CompletableFuture<String>> answers = IntStream.range(0, 32)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> platform.post(EVENTS, keyed).body()))
                .toList();
        assertThat(answers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(number("select count(*) from event where space_id = '" + spaceId + "'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ",
                "{ | ",
                "NaN | ",
                "[1,,2] | ",
                "{\"a\":01} | ",
                "{} x | ",
                "\"text\" | ",
                "null | ",
                "{\"eventName\":\"call_started\",\"eventName\":\"call_started\"} | "
            })
    void malformedJsonIsRefused(String body) {
        platform.post(EVENTS, body).isProblem(400, "bad_json");
    }

    @ParameterizedTest
    @CsvSource({
        "eventName, '{\"spaceId\":\"s\",\"roomId\":\"r\"}'",
        "eventName, '{\"eventName\":1,\"spaceId\":\"s\",\"roomId\":\"r\"}'",
        "spaceId, '{\"eventName\":\"call_started\",\"roomId\":\"r\"}'",
        "roomId, '{\"eventName\":\"call_started\",\"spaceId\":\"s\",\"roomId\":\"\"}'",
        "recordId, '{\"eventName\":\"record_started\",\"spaceId\":\"s\",\"roomId\":\"r\"}'",
        "recordId, '{\"eventName\":\"call_started\",\"spaceId\":\"s\",\"roomId\":\"r\",\"recordId\":\"x\"}'",
        "occurredAt, '{\"eventName\":\"call_started\",\"spaceId\":\"s\",\"roomId\":\"r\",\"occurredAt\":\"yesterday\"}'",
        "extra, '{\"eventName\":\"call_started\",\"spaceId\":\"s\",\"roomId\":\"r\",\"extra\":1}'"
    })
    void aWrongMemberIsNamed(String field, String body) {
        platform.post(EVENTS, body).isProblem(422, "bad_field").atField(field);
    }

    @Test
    void anIdMayHave64Characters() {
        created();
        String id = spaceId + "x".repeat(40);
        assertThat(platform.post(EVENTS, event("\"id\":\"" + id + "\"")).status())
                .isEqualTo(202);
        platform.post(EVENTS, event("\"id\":\"" + id + "x\""))
                .isProblem(422, "bad_field")
                .atField("id");
    }

    @Test
    void isForThePlatformsClientOnly() {
        owner.post(EVENTS, event("")).isProblem(403, "not_platform_client");
        owner.as(null).post(EVENTS, event("")).isProblem(401, "token_missing");
        owner.as("x.y.z").post(EVENTS, event("")).isProblem(401, "token_invalid");
        owner.as("x.y.z").post(EVENTS, "{").isProblem(401, "token_invalid");
        owner.post(EVENTS, "{").isProblem(403, "not_platform_client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void otherMethodsAreRefused(String method) {
        platform.send(method, EVENTS, null).isProblem(405, "method_not_allowed");
    }

    @Test
    void aBodyOverOneMebibyteIsRefusedWithAndWithoutALength() throws IOException {
        platform.post(EVENTS, " ".repeat(1024 * 1024 + 1)).isProblem(413, "too_large");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            var out = socket.getOutputStream();
            out.write(("POST " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + platform.token()
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("4000\r\n" + " ".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 65; i++) {
                out.write(chunk);
            }
            out.flush();
            byte[] head = socket.getInputStream().readNBytes(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    private String event(String more) {
        return event(more, "call_started");
    }

    private String event(String more, String name) {
        return "{\"eventName\":\"" + name + "\",\"spaceId\":\"" + spaceId + "\",\"roomId\":\"room\""
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static String idIn(Api.Answer answer) {
        return answer.body().substring(7, 43);
    }
}
