package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class WebhookResourceTest extends WebhookServiceTest {

    private static final String CREATE = "{\"url\":\"https://some.url/\"}";

    @Test
    void createsAndShowsTheSecretOnce() {
        Api.Answer answer = owner.post(webhook, CREATE);
        assertThat(answer.body()).matches("""
                \\{"url":"https://some.url","secret":"[A-Za-z0-9]{32}","isActive":true}""");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.contentType()).startsWith("application/json");
        owner.get(webhook).is(200, """
                {"url":"https://some.url","isActive":true}""");
    }

    @Test
    void createsABlockedOne() {
        Api.Answer answer = owner.post(webhook, "{\"url\":\"https://some.url/a?b=c\",\"isActive\":false}");
        assertThat(answer.body())
                .startsWith("{\"url\":\"https://some.url/a?b=c\",")
                .endsWith("\"isActive\":false}");
        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void hasOneWebhookToASpace() {
        String secret = created();
        owner.post(webhook, "{\"url\":\"https://other.url/\"}")
                .isProblem(409, "webhook_exists")
                .saying("PUT");
        assertThat(secretNow()).isEqualTo(secret);
        owner.get(webhook).is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
    }

    @Test
    void changesUrlAndSwitchAndKeepsTheSecret() {
        String secret = created();
        owner.put(webhook, "{\"url\":\"https://other.url/hook\",\"isActive\":false}")
                .is(200, "{\"url\":\"https://other.url/hook\",\"isActive\":false}");
        owner.put(webhook, "{\"isActive\":true}").is(200, "{\"url\":\"https://other.url/hook\",\"isActive\":true}");
        owner.put(webhook, "{\"url\":\"https://some.url/\"}")
                .is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
        assertThat(secretNow()).isEqualTo(secret);
    }

    @Test
    void refreshesTheSecret() {
        String secret = created();
        Api.Answer answer = owner.send("PUT", webhook + "/refresh-secret", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).matches("""
                \\{"url":"https://some.url","secret":"[A-Za-z0-9]{32}","isActive":true}""");
        assertThat(secretIn(answer.body())).isEqualTo(secretNow()).isNotEqualTo(secret);
    }

    @Test
    void deletes() {
        String secret = created();
        owner.delete(webhook).is(204, "");
        owner.get(webhook).isProblem(404, "webhook_not_found");
        owner.delete(webhook).isProblem(404, "webhook_not_found");
        assertThat(created()).isNotEqualTo(secret);
    }

    @Test
    void needsAWebhookForAllButCreating() {
        owner.get(webhook).isProblem(404, "webhook_not_found");
        owner.put(webhook, CREATE).isProblem(404, "webhook_not_found");
        owner.put(webhook, "{\"isActive\":false}").isProblem(404, "webhook_not_found");
        owner.send("PUT", webhook + "/refresh-secret", null).isProblem(404, "webhook_not_found");
        owner.delete(webhook).isProblem(404, "webhook_not_found");
    }

    @Test
    void neverParsesABodyItDoesNotNeed() {
        created();
        owner.send("GET", webhook, "{\"url\":").is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
        assertThat(owner.send("PUT", webhook + "/refresh-secret", "[[[").status())
                .isEqualTo(200);
        owner.send("DELETE", webhook, "not json").is(204, "");
    }

    @Test
    void takesANewEpochForWhatCancelsAndForNothingElse() {
        long first = epoch();
        created();
        owner.put(webhook, "{\"url\":\"https://other.url\"}");
        owner.send("PUT", webhook + "/refresh-secret", null);
        assertThat(epoch()).isEqualTo(first);

        owner.put(webhook, "{\"isActive\":false}");
        long blocked = epoch();
        assertThat(blocked).isGreaterThan(first);
        owner.put(webhook, "{\"isActive\":false}");
        owner.put(webhook, "{\"isActive\":true}");
        assertThat(epoch()).isEqualTo(blocked);

        owner.delete(webhook);
        assertThat(epoch()).isGreaterThan(blocked);
    }

    @Test
    void takesANewEpochWhenThePaidPlanIsLost() {
        created();
        long first = epoch();
        plan("TEAM");
        plan("enterprise");
        assertThat(epoch()).isEqualTo(first);
        plan("Free");
        long lost = epoch();
        assertThat(lost).isGreaterThan(first);
        plan("basic");
        plan("team");
        assertThat(epoch()).isEqualTo(lost);
        owner.get(webhook).is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
    }

    static Stream<List<String>> badBodies() {
        return Stream.of(
                List.of("", "400", "bad_json", ""),
                List.of("{} x", "400", "bad_json", ""),
                List.of("{\"url\":\"https://a.example\",\"url\":\"https://b.example\"}", "400", "bad_json", ""),
                List.of("[".repeat(60_000), "400", "bad_json", ""),
                List.of("[]", "400", "bad_json", ""),
                List.of("{}", "422", "bad_field", "url"),
                List.of("{\"url\":null}", "422", "bad_field", "url"),
                List.of("{\"url\":null,\"isActive\":true}", "422", "bad_field", "url"),
                List.of("{\"url\":1}", "422", "bad_field", "url"),
                List.of("{\"url\":[\"https://some.url\"]}", "422", "bad_field", "url"),
                List.of("{\"url\":{\"$ne\":null}}", "422", "bad_field", "url"),
                List.of("{\"url\":\"https://some.url\",\"isActive\":\"true\"}", "422", "bad_field", "isActive"),
                List.of("{\"url\":\"https://some.url\",\"isActive\":null}", "422", "bad_field", "isActive"),
                List.of("{\"url\":\"https://some.url\",\"isActive\":1}", "422", "bad_field", "isActive"),
                List.of("{\"url\":\"https://some.url\",\"secret\":\"x\"}", "422", "bad_field", "secret"),
                List.of("{\"url\":\"https://some.url\",\"createdAt\":1}", "422", "bad_field", "createdAt"),
                List.of("{\"url\":\"https://some.url\",\"__proto__\":{}}", "422", "bad_field", "__proto__"),
                List.of("{\"url\":\"\"}", "422", "bad_url", "url"),
                List.of("{\"url\":\"some.url\"}", "422", "bad_url", "url"),
                List.of("{\"url\":\"ftp://some.url\"}", "422", "bad_url", "url"),
                List.of("{\"url\":\"https://some.url/" + "a".repeat(2_040) + "\"}", "422", "bad_url", "url"),
                List.of("{\"url\":\"https://localhost/\"}", "422", "forbidden_address", "url"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void refusesBadBodiesBeforeAllElseAndChangesNothing(List<String> expected) {
        int status = Integer.parseInt(expected.get(1));
        String missing = "/v1/spaces/" + id() + "/webhook";
        for (Api.Answer answer : List.of(
                owner.post(webhook, expected.getFirst()),
                owner.put(webhook, expected.getFirst()),
                owner.post(missing, expected.getFirst()),
                other.put(webhook, expected.getFirst()))) {
            answer.isProblem(status, expected.get(2));
            if (!expected.get(3).isEmpty()) {
                answer.atField(expected.get(3));
            }
        }
        owner.get(webhook).isProblem(404, "webhook_not_found");
    }

    @Test
    void refusesALongBody() {
        String body = "{\"url\":\"" + "a".repeat(70_000) + "\"}";
        owner.post(webhook, body).isProblem(413, "too_large");
        owner.put(webhook, body).isProblem(413, "too_large");
    }

    @Test
    void refusesOnAFreePlanWhatWouldSend() {
        created();
        plan("FREE");
        owner.post(webhook, CREATE).isProblem(403, "plan_without_webhooks");
        owner.put(webhook, "{\"url\":\"https://other.url\"}").isProblem(403, "plan_without_webhooks");
        owner.put(webhook, "{\"isActive\":true}").isProblem(403, "plan_without_webhooks");
        owner.get(webhook).is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
        owner.put(webhook, "{\"url\":\"https://some.url/\",\"isActive\":false}")
                .is(200, "{\"url\":\"https://some.url\",\"isActive\":false}");
        assertThat(owner.send("PUT", webhook + "/refresh-secret", null).status())
                .isEqualTo(200);
        owner.delete(webhook).is(204, "");
        owner.post(webhook, CREATE).isProblem(403, "plan_without_webhooks");
        owner.put(webhook, CREATE).isProblem(403, "plan_without_webhooks");
        owner.put(webhook, "{\"isActive\":false}").isProblem(404, "webhook_not_found");
    }

    @Test
    void refusesInOrder() {
        String bad = "{\"url\":\"nonsense\"}";
        String missing = "/v1/spaces/" + id() + "/webhook";
        plan("free");
        owner.as(null).post(webhook, bad).isProblem(401, "token_missing");
        owner.as("x").post(webhook, bad).isProblem(401, "token_invalid");
        other.post(webhook, bad).isProblem(422, "bad_url");
        other.post(missing, CREATE).isProblem(404, "space_not_found");
        other.post(webhook, CREATE).isProblem(403, "not_owner");
        owner.post(webhook, CREATE).isProblem(403, "plan_without_webhooks");
        plan("team");
        owner.put(webhook, CREATE).isProblem(404, "webhook_not_found");
        created();
        owner.post(webhook, CREATE).isProblem(409, "webhook_exists");
        plan("free");
        owner.post(webhook, CREATE).isProblem(403, "plan_without_webhooks");
    }

    @Test
    void isNobodyElsesBusiness() {
        created();
        String before = owner.get(webhook).body();
        for (Api stranger : List.of(other, platform)) {
            stranger.post(webhook, CREATE).isProblem(403, "not_owner");
            stranger.get(webhook).isProblem(403, "not_owner");
            stranger.put(webhook, "{\"isActive\":false}").isProblem(403, "not_owner");
            stranger.send("PUT", webhook + "/refresh-secret", null).isProblem(403, "not_owner");
            stranger.get(webhook + "/audit").isProblem(403, "not_owner");
            stranger.delete(webhook).isProblem(403, "not_owner");
        }
        owner.get(webhook).is(200, before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2e%2e%2f", "..;", "%00", "space.", "space%20", "%EF%BC%91", "a%2Fb", "';DROP--", "x:y"})
    void findsNothingUnderWhatIsNoId(String id) {
        Api.Answer answer = owner.send("GET", "/v1/spaces/" + id.replace("'", "%27") + "/webhook", null);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("not_found");
    }

    @ParameterizedTest
    @CsvSource({"PATCH, ''", "POST, /refresh-secret", "GET, /refresh-secret", "DELETE, /audit", "PUT, /audit"})
    void namesTheMethodsThatAreThere(String method, String rest) {
        owner.send(method, webhook + rest, "{}").isProblem(405, "method_not_allowed");
    }

    @Test
    void findsNothingUnderALongId() {
        owner.get("/v1/spaces/" + "a".repeat(65) + "/webhook").isProblem(404, "space_not_found");
        assertThat(owner.get("/v1/spaces/" + "a".repeat(10_000) + "/webhook").status())
                .isIn(404, 414);
    }

    @Test
    void actsForThePersonWhoseClientAsks() {
        String clientId = id();
        database.useTransaction(connection -> {
            connection
                    .createStatement()
                    .executeUpdate("insert into person (id, email) values ('%s', '%s@example.com')"
                            .formatted(ownerId, ownerId));
            connection
                    .createStatement()
                    .executeUpdate("insert into api_client (id, person_id, secret_hash) values ('%s', '%s', '\\x00')"
                            .formatted(clientId, ownerId));
        });
        Api client = owner.as(new TestTokens(ServiceProfile.JWT_SECRET).client(clientId));

        assertThat(client.post(webhook, CREATE).status()).isEqualTo(201);
        owner.get(webhook).is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
        client.get(platformSpace).isProblem(403, "not_platform_client");
        client.put("/v1/platform/spaces/" + id() + "/webhook", "{").isProblem(403, "not_platform_client");
        assertThat(text("select actor from audit where space_id = '" + spaceId + "' order by id desc limit 1"))
                .isEqualTo("client:" + clientId);
    }

    private String secretNow() {
        return secretIn(platform.get(platformWebhook).body());
    }
}
