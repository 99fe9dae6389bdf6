package dev.spacehook.history;

import static dev.spacehook.history.HistoryData.EPOCH;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import dev.spacehook.storage.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class HistoryResourceTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String MISSING = "0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7";
    private static final String RFC_3339 = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"";

    private static @Nullable String ownerId;
    private static @Nullable String ownerToken;
    private static @Nullable String strangerToken;
    private static @Nullable String platformToken;

    @Inject
    @Nullable
    Database database;

    private HistoryData data = new HistoryData(null);
    private final String space = "s" + UUID.randomUUID();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @BeforeEach
    void space() {
        if (ownerToken == null) {
            platformToken =
                    token("{\"grant_type\":\"client_credentials\",\"client_id\":\"platform\",\"client_secret\":\""
                            + ServiceProfile.PLATFORM_SECRET + "\"}");
            ownerId = person("owner-" + space + "@example.com");
            ownerToken = personsToken("owner-" + space + "@example.com");
            person("stranger-" + space + "@example.com");
            strangerToken = personsToken("stranger-" + space + "@example.com");
        }
        data = new HistoryData(database);
        data.space(space, ownerId, "team");
    }

    /** Nothing is left to be sent, and no secret that the next start could not open. */
    @AfterEach
    void removeWebhooks() {
        data.raiseEpoch(space);
        data.run("delete from webhook where secret_key_id = 'k'");
    }

    private String person(String email) {
        return as(platformToken)
                .body("{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}")
                .post("/v1/users")
                .jsonPath()
                .getString("id");
    }

    private String personsToken(String email) {
        return token("{\"grant_type\":\"password\",\"username\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}");
    }

    private static String token(String body) {
        return given().body(body).post("/v1/auth/token").jsonPath().getString("access_token");
    }

    private static RequestSpecification as(@Nullable String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private String path(String rest) {
        return "/v1/spaces/" + space + "/webhook" + rest;
    }

    private Response get(String rest) {
        return as(ownerToken).get(path(rest));
    }

    private Response post(String rest, String body) {
        return as(ownerToken).body(body).post(path(rest));
    }

    private UUID delivered() {
        UUID id = data.event(space, now, "record_finished", "room", EPOCH);
        data.delivered(id, space, now);
        return id;
    }

    @Test
    void listsMembersInTheOrderOfTheContract() {
        UUID id = delivered();

        String body = get("/deliveries").then().statusCode(200).extract().asString();

        assertThat(body)
                .matches("\\{\"items\":\\[\\{\"id\":\"" + id
                        + "\",\"eventName\":\"record_finished\",\"roomId\":\"room\","
                        + "\"recordId\":\"record\",\"occurredAt\":" + RFC_3339 + ",\"acceptedAt\":" + RFC_3339
                        + ",\"status\":\"delivered\",\"attempts\":1,\"lastAttemptAt\":" + RFC_3339
                        + ",\"lastStatusCode\":200,\"lastError\":null,\"nextAttemptAt\":null,\"isTest\":false}],"
                        + "\"nextCursor\":null}");
    }

    @Test
    void showsBodyAndAttemptLog() {
        UUID id = delivered();

        String body = get("/deliveries/" + id).then().statusCode(200).extract().asString();

        assertThat(body).startsWith("{\"id\":\"" + id + "\",\"eventName\":");
        assertThat(body)
                .matches(
                        ".*\"isTest\":false,\"body\":\\{\"eventName\":\"record_finished\",\"roomId\":\"room\",\"spaceId\":\""
                                + space + "\",\"recordId\":\"record\"},\"attemptLog\":\\[\\{\"n\":1,\"startedAt\":"
                                + RFC_3339
                                + ",\"durationMs\":20,\"statusCode\":200,\"error\":null,\"note\":null,\"answer\":\"answer\"}]}");
    }

    @Test
    void aCallHasNoRecordInItsBody() {
        UUID id = data.event(space, now);
        data.delivered(id, space, now);

        assertThat(get("/deliveries/" + id).asString())
                .contains("\"recordId\":null,\"occurredAt\"")
                .contains("\"spaceId\":\"" + space + "\"},\"attemptLog\"");
    }

    @Test
    void pagesByCursor() {
        UUID older = delivered();
        UUID newer = data.event(space, now.plusMillis(1));
        data.delivered(newer, space, now);

        Response first = get("/deliveries?limit=1&status=delivered");
        String cursor = first.jsonPath().getString("nextCursor");
        Response second = get("/deliveries?limit=1&status=delivered&cursor=" + cursor);

        assertThat(first.jsonPath().getString("items[0].id")).isEqualTo(newer.toString());
        assertThat(second.jsonPath().getString("items[0].id")).isEqualTo(older.toString());
        assertProblem(get("/deliveries?limit=1&cursor=" + cursor), 422, "bad_field", "cursor");
    }

    @Test
    void takesTheContractsQueryAsItIsPrinted() {
        delivered();
        get("/deliveries?status=&eventName=&roomId=&from=&to=&limit=&cursor=")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "status=gone,status",
        "eventName=call,eventName",
        "from=today,from",
        "to=2026-11-24T06:30:00+03:00,to",
        "limit=201,limit",
        "limit=-1,limit",
        "limit=1&limit=1,limit",
        "cursor=x,cursor",
        "statuss=failed,statuss"
    })
    void namesTheBadParameter(String query, String field) {
        Response answer = as(ownerToken).urlEncodingEnabled(false).get(path("/deliveries?" + query));
        assertProblem(answer, 422, "bad_field", field);
        assertProblem(
                as(platformToken)
                        .urlEncodingEnabled(false)
                        .get("/v1/platform/spaces/" + space + "/deliveries?" + query),
                422,
                "bad_field",
                field);
    }

    @Test
    void aForeignIdIsAMissingOne() {
        String other = "o" + space;
        data.space(other, "someone", "team");
        UUID foreign = data.event(other, now);

        String missing = assertProblem(get("/deliveries/" + MISSING), 404, "delivery_not_found", null);
        assertThat(get("/deliveries/" + foreign).asString()).isEqualTo(missing);
        assertThat(get("/deliveries/no-id").asString()).isEqualTo(missing);
        assertThat(post("/deliveries/" + foreign + "/resend", "").asString()).isEqualTo(missing);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/deliveries",
        "GET,/deliveries/" + MISSING,
        "GET,/status",
        "POST,/deliveries/" + MISSING + "/resend",
        "POST,/deliveries/resend",
        "POST,/test"
    })
    void isForTheOwnerOnly(String method, String rest) {
        String body = rest.endsWith("/test") ? "{\"eventName\":\"call_started\"}" : "{\"status\":\"failed\"}";
        assertProblem(given().body(body).request(method, path(rest)), 401, "token_missing", null);
        for (String token : new String[] {strangerToken, platformToken}) {
            assertProblem(as(token).body(body).request(method, path(rest)), 403, "not_owner", null);
        }
        String nowhere = "/v1/spaces/nowhere/webhook" + rest;
        assertProblem(as(ownerToken).body(body).request(method, nowhere), 404, "space_not_found", null);
    }

    @Test
    void supportReadsAnySpaceEvenADeletedOne() {
        UUID id = delivered();
        String base = "/v1/platform/spaces/" + space + "/deliveries";
        data.run("update space set deleted_at = spacehook_now() where id = ?", space);

        assertThat(as(platformToken).get(base).jsonPath().getString("items[0].id"))
                .isEqualTo(id.toString());
        as(platformToken).get(base + "/" + id).then().statusCode(200);
        assertProblem(as(platformToken).get(base + "/" + MISSING), 404, "delivery_not_found", null);
        assertProblem(as(platformToken).get("/v1/platform/spaces/never/deliveries"), 404, "space_not_found", null);
        for (String rest : new String[] {"", "/" + id}) {
            assertProblem(as(ownerToken).get(base + rest), 403, "not_platform_client", null);
            assertProblem(given().get(base + rest), 401, "token_missing", null);
        }
    }

    @Test
    void resendsOne() {
        UUID id = delivered();

        Response answer = post("/deliveries/" + id + "/resend", "not even parsed");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.asString())
                .startsWith("{\"id\":\"" + id + "\",")
                .contains("\"status\":\"pending\",\"attempts\":1,");
    }

    @Test
    void resendsMany() {
        UUID id = data.event(space, now);
        data.failed(id, space, now.minusSeconds(200));

        Response none = post("/deliveries/resend", "{\"status\":\"failed\",\"to\":\"" + now + "\"}");
        Response one = post("/deliveries/resend", "{\"status\":\"failed\",\"from\":\"" + now + "\",\"to\":null}");

        assertThat(none.asString()).isEqualTo("{\"count\":0}");
        assertThat(one.asString()).isEqualTo("{\"count\":1}");
        assertThat(one.statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/deliveries/resend|{}|status",
                "/deliveries/resend|{\"status\":\"delivered\"}|status",
                "/deliveries/resend|{\"status\":[\"failed\"]}|status",
                "/deliveries/resend|{\"status\":\"failed\",\"from\":\"today\"}|from",
                "/deliveries/resend|{\"status\":\"failed\",\"to\":1}|to",
                "/deliveries/resend|{\"status\":\"failed\",\"until\":1}|until",
                "/test|{}|eventName",
                "/test|{\"eventName\":\"call\"}|eventName",
                "/test|{\"eventName\":\"call_started\",\"roomId\":\"x\"}|roomId"
            })
    void namesTheBadMember(String rest, String body, String field) {
        assertProblem(post(rest, body), 422, "bad_field", field);
    }

    @Test
    void badJsonIsSaidSo() {
        assertProblem(post("/test", "{"), 400, "bad_json", null);
        assertProblem(post("/deliveries/resend", ""), 400, "bad_json", null);
    }

    @ParameterizedTest
    @CsvSource({"/deliveries/resend", "/test", "/deliveries/ID/resend"})
    void refusesWithoutAPlanOrAnActiveWebhook(String rest) {
        UUID id = delivered();
        String url = rest.replace("ID", id.toString());
        String body = rest.equals("/test") ? "{\"eventName\":\"call_started\"}" : "{\"status\":\"failed\"}";

        data.webhook(space, false);
        assertProblem(post(url, body), 409, "webhook_inactive", null);
        data.noWebhook(space);
        assertProblem(post(url, body), 404, "webhook_not_found", null);
        data.run("update space set plan = 'free' where id = ?", space);
        assertProblem(post(url, body), 403, "plan_without_webhooks", null);
        get("/deliveries").then().statusCode(200);
        get("/status").then().statusCode(200);
    }

    @Test
    void saysHowTheWebhookIsDoing() {
        UUID id = delivered();

        String body = get("/status").then().statusCode(200).extract().asString();

        assertThat(body)
                .matches("\\{\"isActive\":true,\"lastDelivery\":\\{\"id\":\"" + id + "\".*},\"lastSuccessAt\":"
                        + RFC_3339 + ",\"failingSince\":null,\"ignored\":\\{},\"lastEventAt\":" + RFC_3339 + "}");
    }

    private static String assertProblem(Response answer, int status, String code, @Nullable String field) {
        String body = answer.asString();
        assertThat(body).contains("\"code\":\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
        if (field != null) {
            assertThat(body).contains("\"field\":\"" + field + "\"");
        }
        return body;
    }
}
