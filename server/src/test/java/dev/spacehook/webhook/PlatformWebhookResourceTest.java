package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class PlatformWebhookResourceTest extends WebhookServiceTest {

    private static final String SECRET = "the receiver's own secret ÄÖ";

    @Test
    void bringsAWebhookOverAndGivesItBack() {
        String whole = "{\"url\":\"https://some.url\",\"secret\":\"" + SECRET + "\",\"isActive\":true}";
        platform.put(platformWebhook, body("https://some.url/", SECRET, "")).is(200, whole);
        platform.get(platformWebhook).is(200, whole);
        owner.get(webhook).is(200, "{\"url\":\"https://some.url\",\"isActive\":true}");
    }

    @Test
    void replacesWhatIsThereAndKeepsTheSwitchUnlessTold() {
        created();
        owner.put(webhook, "{\"isActive\":false}");
        platform.put(platformWebhook, body("https://new.url/hook", SECRET, ""))
                .is(200, "{\"url\":\"https://new.url/hook\",\"secret\":\"" + SECRET + "\",\"isActive\":false}");
        platform.put(platformWebhook, body("https://new.url/hook", SECRET, ",\"isActive\":true"))
                .is(200, "{\"url\":\"https://new.url/hook\",\"secret\":\"" + SECRET + "\",\"isActive\":true}");
        long active = epoch();
        platform.put(platformWebhook, body("https://new.url/hook", SECRET, ",\"isActive\":false"));
        assertThat(epoch()).isGreaterThan(active);
    }

    @Test
    void writesNothingWhenItIsToldTheSameAgain() {
        platform.put(platformWebhook, body("https://some.url/", SECRET, ""));
        String before = text("select revision::text from space where id = '" + spaceId + "'");
        platform.put(platformWebhook, body("https://some.url/", SECRET, ",\"isActive\":true"));
        assertThat(text("select revision::text from space where id = '" + spaceId + "'"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 256})
    void takesSecretsOfAnyPrintableText(int length) {
        String secret = "~".repeat(length);
        assertThat(platform.put(platformWebhook, body("https://some.url/", secret, ""))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"url\":\"https://some.url\",\"secret\":\"123456789012345\"}|bad_field|secret",
                "{\"url\":\"https://some.url\",\"secret\":\"1234567890123456\\n\"}|bad_field|secret",
                "{\"url\":\"https://some.url\",\"secret\":null}|bad_field|secret",
                "{\"url\":\"https://some.url\",\"secret\":1234567890123456}|bad_field|secret",
                "{\"url\":\"https://some.url\"}|bad_field|secret",
                "{\"secret\":\"1234567890123456\"}|bad_field|url",
                "{\"url\":\"https://some.url\",\"secret\":\"1234567890123456\",\"isActive\":\"no\"}|bad_field|isActive",
                "{\"url\":\"https://some.url\",\"secret\":\"1234567890123456\",\"id\":1}|bad_field|id",
                "{\"url\":\"some.url\",\"secret\":\"1234567890123456\"}|bad_url|url",
                "{\"url\":\"https://[::1]/\",\"secret\":\"1234567890123456\"}|forbidden_address|url"
            })
    void refusesBadMembersFirst(String body, String code, String field) {
        platform.put(platformWebhook, body).isProblem(422, code).atField(field);
        platform.put("/v1/platform/spaces/missing/webhook", body)
                .isProblem(422, code)
                .atField(field);
        platform.get(platformWebhook).isProblem(404, "webhook_not_found");
    }

    @Test
    void refusesALongSecret() {
        platform.put(platformWebhook, body("https://some.url", "x".repeat(257), ""))
                .isProblem(422, "bad_field")
                .atField("secret");
    }

    @Test
    void needsTheSpaceAndItsPlan() {
        platform.put("/v1/platform/spaces/missing/webhook", body("https://some.url", SECRET, ""))
                .isProblem(404, "space_not_found");
        platform.get("/v1/platform/spaces/missing/webhook").isProblem(404, "space_not_found");
        plan("basic");
        platform.put(platformWebhook, body("https://some.url", SECRET, "")).isProblem(403, "plan_without_webhooks");
    }

    @Test
    void isForThePlatformOnly() {
        created();
        for (Api stranger : new Api[] {owner, other}) {
            stranger.put(platformWebhook, "not even json").isProblem(403, "not_platform_client");
            stranger.get(platformWebhook).isProblem(403, "not_platform_client");
        }
        owner.as(null).get(platformWebhook).isProblem(401, "token_missing");
    }

    private static String body(String url, String secret, String rest) {
        return "{\"url\":\"" + url + "\",\"secret\":\"" + secret + "\"" + rest + "}";
    }
}
