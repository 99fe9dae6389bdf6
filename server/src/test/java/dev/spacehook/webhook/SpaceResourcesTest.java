package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.ServiceProfile;
import dev.spacehook.space.CabinetLinks;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A person's own spaces, and the platform's operations on all of them. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class SpaceResourcesTest extends WebhookServiceTest {

    @Inject
    CabinetLinks links;

    @Test
    void createsOnesOwnSpaceOnTheDefaultPlan() {
        Api.Answer answer = other.post("/v1/spaces", """
                {"name":"Группа <b>1</b>","isPublic":true,"description":"d","logo":{"any":["thing"]}}""");
        assertThat(answer.body()).matches("\\{\"id\":\"[0-9a-f]{24}\"}");
        assertThat(answer.status()).isEqualTo(201);
        String id = answer.body().replaceAll(".*\"id\":\"|\".*", "");
        other.get("/v1/spaces").is(200, """
                {"items":[{"id":"%s","name":"Группа <b>1</b>","isPublic":true,"description":"d","plan":"team"}]}""".formatted(id));
        assertThat(other.post("/v1/spaces/" + id + "/webhook", "{\"url\":\"https://some.url\"}")
                        .status())
                .isEqualTo(201);
        owner.get("/v1/spaces/" + id + "/webhook").isProblem(403, "not_owner");
    }

    @Test
    void listsOnesOwnSpacesOnly() {
        owner.get("/v1/spaces").is(200, """
                {"items":[{"id":"%s","name":null,"isPublic":false,"description":null,"plan":"team"}]}""".formatted(spaceId));
        other.get("/v1/spaces").is(200, "{\"items\":[]}");
        owner.as(null).get("/v1/spaces").isProblem(401, "token_missing");
        platform.get("/v1/spaces").isProblem(403, "not_owner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name",
                "{\"name\":null}|name",
                "{\"name\":\"\"}|name",
                "{\"name\":1}|name",
                "{\"name\":\"n\",\"isPublic\":\"yes\"}|isPublic",
                "{\"name\":\"n\",\"description\":[]}|description",
                "{\"name\":\"n\",\"plan\":\"team\"}|plan",
                "{\"name\":\"n\",\"ownerId\":\"x\"}|ownerId"
            })
    void refusesBadMembersOfANewSpace(String body, String field) {
        other.post("/v1/spaces", body).isProblem(422, "bad_field").atField(field);
        other.get("/v1/spaces").is(200, "{\"items\":[]}");
    }

    @Test
    void takesThePlatformsWordOnASpace() {
        String answer =
                "{\"id\":\"%s\",\"ownerId\":\"o_1-2\",\"plan\":\"Enterprise\",\"name\":\"n\"}".formatted(spaceId);
        platform.put(platformSpace, "{\"ownerId\":\"o_1-2\",\"plan\":\"Enterprise\",\"name\":\"n\"}")
                .is(200, answer);
        platform.put(platformSpace, "{\"ownerId\":\"o_1-2\",\"plan\":\"Enterprise\"}")
                .is(200, answer);
        platform.get(platformSpace).is(200, answer);
        owner.get(webhook).isProblem(403, "not_owner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"plan\":\"team\"}|ownerId",
                "{\"ownerId\":\"../x\",\"plan\":\"team\"}|ownerId",
                "{\"ownerId\":\"\",\"plan\":\"team\"}|ownerId",
                "{\"ownerId\":7,\"plan\":\"team\"}|ownerId",
                "{\"ownerId\":\"x\"}|plan",
                "{\"ownerId\":\"x\",\"plan\":\"\"}|plan",
                "{\"ownerId\":\"x\",\"plan\":\" free\"}|plan",
                "{\"ownerId\":\"x\",\"plan\":\"free\\u0009\"}|plan",
                "{\"ownerId\":\"x\",\"plan\":\"team\",\"name\":\"\"}|name",
                "{\"ownerId\":\"x\",\"plan\":\"team\",\"epoch\":1}|epoch"
            })
    void refusesBadMembersOfThePlatformsSpaces(String body, String field) {
        platform.put(platformSpace, body).isProblem(422, "bad_field").atField(field);
        platform.get(platformSpace).is(200, """
                {"id":"%s","ownerId":"%s","plan":"team","name":null}""".formatted(spaceId, ownerId));
    }

    @Test
    void findsNoSpaceUnderWhatIsNoId() {
        String path = "/v1/platform/spaces/" + "a".repeat(65);
        platform.put(path, "{\"ownerId\":\"x\",\"plan\":\"team\"}").isProblem(404, "space_not_found");
        platform.get(path).isProblem(404, "space_not_found");
        platform.delete(path).isProblem(404, "space_not_found");
    }

    @Test
    void deletesASpaceWithItsWebhookAndBringsItBackWithout() {
        created();
        long first = epoch();
        platform.delete(platformSpace).is(204, "");
        long deleted = epoch();
        assertThat(deleted).isGreaterThan(first);
        platform.get(platformSpace).isProblem(404, "space_not_found");
        platform.delete(platformSpace).isProblem(404, "space_not_found");
        owner.get(webhook).isProblem(404, "space_not_found");
        owner.get("/v1/spaces").is(200, "{\"items\":[]}");

        plan("team");
        assertThat(epoch()).isGreaterThan(deleted);
        owner.get(webhook).isProblem(404, "webhook_not_found");
        assertThat(number("select count(*) from webhook where space_id = '" + spaceId + "'"))
                .isZero();
    }

    @Test
    void givesALinkToTheOwnersCabinet() {
        Api.Answer answer = platform.post(platformSpace + "/cabinet-link", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).matches("\\{\"url\":\"\\Q" + base + "\\Elogin/[A-Za-z0-9_-]{43}\"}");
        String key = answer.body().replaceFirst(".*/login/([^\"]+)\".*", "$1");
        assertThat(links.consume(key)).contains(new CabinetLinks.Admission(ownerId, spaceId));
        assertThat(links.consume(key)).isEmpty();
        platform.post("/v1/platform/spaces/missing/cabinet-link", "").isProblem(404, "space_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/webhook", "/cabinet-link"})
    void isThePlatformsOwnSide(String rest) {
        for (String method : new String[] {"GET", "PUT", "DELETE", "POST"}) {
            Api.Answer answer = owner.send(method, platformSpace + rest, "{");
            answer.isProblem(answer.status(), answer.status() == 405 ? "method_not_allowed" : "not_platform_client");
            assertThat(answer.status()).as(method).isIn(403, 405);
        }
        owner.get("/v1/spaces").is(200, """
                {"items":[{"id":"%s","name":null,"isPublic":false,"description":null,"plan":"team"}]}""".formatted(spaceId));
    }
}
