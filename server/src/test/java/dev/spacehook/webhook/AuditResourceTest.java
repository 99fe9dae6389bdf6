package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class AuditResourceTest extends WebhookServiceTest {

    private static final Pattern ACTION = Pattern.compile("\"action\":\"([a-z_]+)\"");

    @Test
    void tellsWhoChangedWhatNewestFirst() {
        created();
        owner.put(webhook, "{\"url\":\"https://other.url/hook?key=hidden\",\"isActive\":false}");
        owner.put(webhook, "{\"isActive\":false}");
        owner.put(webhook, "{\"isActive\":true}");
        owner.send("PUT", webhook + "/refresh-secret", null);
        plan("free");
        owner.delete(webhook);

        String trail = owner.get(webhook + "/audit").body();

        assertThat(actions(trail))
                .containsExactly(
                        "webhook_deleted",
                        "plan_changed",
                        "secret_changed",
                        "webhook_activated",
                        "webhook_blocked",
                        "url_changed",
                        "webhook_created",
                        "space_created");
        assertThat(trail)
                .matches("\\{\"items\":\\[\\{\"at\":\"[-0-9]+T[0-9:.]+Z\",\"actor\":\"person:" + ownerId
                        + "\",\"action\":\"webhook_deleted\",\"detail\":\"[^\"]*\",\"address\":\"127.0.0.1\"},.*"
                        + "\"nextCursor\":null}")
                .contains("\"detail\":\"https://some.url → https://other.url/hook?…\"")
                .contains("\"actor\":\"platform:" + ServiceProfile.PLATFORM_ID + "\",\"action\":\"plan_changed\","
                        + "\"detail\":\"team → free\"")
                .doesNotContain("hidden");
    }

    @Test
    void comesInPages() {
        created();
        for (int i = 0; i < 3; i++) {
            owner.send("PUT", webhook + "/refresh-secret", null);
        }
        String first = owner.get(webhook + "/audit?limit=3").body();
        String cursor = first.replaceFirst(".*\"nextCursor\":\"([^\"]+)\".*", "$1");
        owner.send("PUT", webhook + "/refresh-secret", null);
        String second = owner.get(webhook + "/audit?limit=3&cursor=" + cursor).body();

        assertThat(actions(first)).containsExactly("secret_changed", "secret_changed", "secret_changed");
        assertThat(actions(second)).containsExactly("webhook_created", "space_created");
        assertThat(second).endsWith("\"nextCursor\":null}");
    }

    @Test
    void showsNothingOfAnotherSpaceWhateverTheCursor() {
        created();
        String cursor = text("select max(id)::text from audit");
        String mine = id();
        platform.put("/v1/platform/spaces/" + mine, "{\"ownerId\":\"" + ownerId + "\",\"plan\":\"team\"}");

        assertThat(actions(owner.get("/v1/spaces/" + mine + "/webhook/audit?cursor=" + cursor)
                        .body()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=201",
                "limit=1e9",
                "limit=0x10",
                "cursor=x",
                "cursor=-1",
                "cursor=99999999999999999999"
            })
    void refusesOtherNumbers(String query) {
        owner.get(webhook + "/audit?" + query)
                .isProblem(422, "bad_field")
                .atField(query.substring(0, query.indexOf('=')));
    }

    /** As the list of notifications does: what is left out silently shows too much. */
    @ParameterizedTest
    @ValueSource(strings = {"action=secret_changed", "limit=1&limit=2", "cursor=1&cursor=2"})
    void refusesParametersItDoesNotKnowOrGetsTwice(String query) {
        owner.get(webhook + "/audit?" + query)
                .isProblem(422, "bad_field")
                .atField(query.substring(0, query.indexOf('=')));
    }

    @Test
    void takesAnEmptyParameterForAbsent() {
        created();

        assertThat(actions(owner.get(webhook + "/audit?limit=&cursor=").body()))
                .containsExactly("webhook_created", "space_created");
    }

    private static List<String> actions(String trail) {
        return ACTION.matcher(trail)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
