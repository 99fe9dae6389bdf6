package dev.spacehook.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import dev.spacehook.ServiceProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class PeopleApiTest {

    private static final String PLATFORM = TestTokens.ofClient(ServiceProfile.PLATFORM_ID, ServiceProfile.JWT_SECRET);

    @Inject
    Audit audit;

    private static String email() {
        return Ids.create() + "@example.com";
    }

    private static ValidatableResponse create(String body) {
        return given().header("Authorization", "Bearer " + PLATFORM)
                .body(body)
                .post("/v1/users")
                .then();
    }

    private static ValidatableResponse put(String id, Map<String, ?> body) {
        return given().header("Authorization", "Bearer " + PLATFORM)
                .contentType("application/json")
                .body(body)
                .put("/v1/platform/users/" + id)
                .then();
    }

    private static ValidatableResponse signIn(String email, String password) {
        return given().contentType("application/json")
                .body(Map.of("grant_type", "password", "username", email, "password", password))
                .post("/v1/auth/token")
                .then();
    }

    @Test
    void createsAPersonWhoCanSignIn() {
        String email = email();
        create("{\"email\":\"" + email + "\",\"password\":\"correct horse\",\"username\":\"U\",\"phone\":\"+7\","
                        + "\"captchaToken\":{\"x\":1}}")
                .statusCode(201)
                .body("id", matchesPattern("[0-9a-f]{24}"));

        signIn(email.toUpperCase(java.util.Locale.ROOT), "correct horse").statusCode(200);
        create("{\"email\":\"" + email.replace("example", "EXAMPLE") + "\",\"password\":\"correct horse\"}")
                .statusCode(422)
                .body("field", equalTo("email"))
                .body("detail", not(containsString("person_email")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|email",
                "{\"email\":\"a@b.c\"}|password",
                "{\"email\":\"a@b.c\",\"password\":\"short\"}|password",
                "{\"email\":\"no-at\",\"password\":\"long enough\"}|email",
                "{\"email\":\"a@b@c\",\"password\":\"long enough\"}|email",
                "{\"email\":\"a b@c\",\"password\":\"long enough\"}|email",
                "{\"email\":[\"a@b.c\"],\"password\":\"long enough\"}|email",
                "{\"email\":\"a@b.c\",\"password\":{\"$ne\":null}}|password",
                "{\"email\":\"a@b.c\",\"password\":\"long enough\",\"id\":\"1\"}|id",
                "{\"email\":\"a@b.c\",\"password\":\"long enough\",\"__proto__\":{}}|__proto__"
            })
    void namesTheMemberAtFault(String body, String field) {
        create(body).statusCode(422).body("code", equalTo("bad_field")).body("field", equalTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/users", "/v1/platform/users/x"})
    void othersThanThePlatformAreRefusedBeforeTheBodyIsLookedAt(String path) {
        String method = path.equals("/v1/users") ? "POST" : "PUT";
        given().header("Authorization", "Bearer " + TestTokens.ofPerson("u1", ServiceProfile.JWT_SECRET))
                .body("not json")
                .request(method, path)
                .then()
                .statusCode(403)
                .body("code", equalTo("not_platform_client"));
        given().body("not json").request(method, path).then().statusCode(401);
    }

    @Test
    void bringsAPersonOverWithHisPassword() {
        String email = email();
        String id = Ids.create();
        String bcrypt = Password.hash("brought over")
                .with(BcryptFunction.getInstance(Bcrypt.B, 5))
                .getResult();
        put(id, Map.of("email", email, "username", "U", "passwordHash", bcrypt))
                .statusCode(200)
                .body("id", equalTo(id))
                .body("passwordHash", nullValue());
        String refresh = signIn(email, "brought over").statusCode(200).extract().path("refresh_token");

        put(id, Map.of("email", email)).statusCode(200);
        signIn(email, "brought over").statusCode(200);

        String argon2 = Password.hash("a newer one")
                .addRandomSalt(16)
                .with(Passwords.ARGON2ID)
                .getResult();
        put(id, Map.of("email", email, "passwordHash", argon2)).statusCode(200);
        signIn(email, "a newer one").statusCode(200);
        given().contentType("application/json")
                .body(Map.of("grant_type", "refresh_token", "refresh_token", refresh))
                .post("/v1/auth/token")
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "$2b$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "$2b$10$short",
                "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA",
                "$argon2id$v=19$m=64,t=99,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA",
                "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA",
                "$argon2id$v=19$m=64,t=2,p=9$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA",
                "$1$md5$md5md5md5md5md5"
            })
    void refusesHashesItCannotOrShouldNotVerify(String hash) {
        put("x1", Map.of("email", email(), "passwordHash", hash))
                .statusCode(422)
                .body("field", equalTo("passwordHash"));
    }

    @Test
    void anEmailIsOnePersonsOnly() {
        String email = email();
        put("first", Map.of("email", email)).statusCode(200);
        put("second", Map.of("email", email)).statusCode(422).body("field", equalTo("email"));
        given().header("Authorization", "Bearer " + PLATFORM)
                .delete("/v1/platform/users/first")
                .then()
                .statusCode(204);
        given().header("Authorization", "Bearer " + PLATFORM)
                .delete("/v1/platform/users/first")
                .then()
                .statusCode(404);
        put("second", Map.of("email", email)).statusCode(200);
    }

    @Test
    void aDeletedPersonsTokenEnds() {
        String id = Ids.create();
        put(id, Map.of("email", email())).statusCode(200);
        String token = TestTokens.ofPerson(id, ServiceProfile.JWT_SECRET);
        given().header("Authorization", "Bearer " + token)
                .get("/v1/tokens")
                .then()
                .statusCode(200);

        given().header("Authorization", "Bearer " + PLATFORM)
                .delete("/v1/platform/users/" + id)
                .then()
                .statusCode(204);

        given().header("Authorization", "Bearer " + token)
                .get("/v1/tokens")
                .then()
                .statusCode(401);
    }

    @Test
    void personalTokensAreShownOnceListedAndEnded() {
        String id = Ids.create();
        put(id, Map.of("email", email())).statusCode(200);
        String access = TestTokens.ofPerson(id, ServiceProfile.JWT_SECRET);
        String[] created = new String[2];
        ValidatableResponse answer = given().header("Authorization", "Bearer " + access)
                .body("{\"name\":\"<b>nightly</b>\"}")
                .post("/v1/tokens")
                .then()
                .statusCode(201)
                .body("token", matchesPattern("shp_[A-Za-z0-9]{40}"))
                .body("createdAt", notNullValue());
        created[0] = answer.extract().path("id");
        created[1] = answer.extract().path("token");

        given().header("Authorization", "Bearer " + created[1])
                .get("/v1/tokens")
                .then()
                .statusCode(200)
                .body("items[0].id", equalTo(created[0]))
                .body("items[0].name", equalTo("<b>nightly</b>"))
                .body("items[0].lastUsedAt", notNullValue())
                .body("items[0].token", nullValue());
        String foreign = TestTokens.ofPerson("another", ServiceProfile.JWT_SECRET);
        given().header("Authorization", "Bearer " + foreign)
                .delete("/v1/tokens/" + created[0])
                .then()
                .statusCode(404);
        given().header("Authorization", "Bearer " + created[1])
                .delete("/v1/tokens/" + created[0])
                .then()
                .statusCode(204);
        given().header("Authorization", "Bearer " + created[1])
                .get("/v1/tokens")
                .then()
                .statusCode(401);

        List<Audit.Line> trail = audit.ofPerson(id, Long.MAX_VALUE, 10);
        assertThat(trail)
                .extracting(line -> line.entry().action())
                .containsExactly("personal_token_deleted", "personal_token_created", "person_imported");
        assertThat(trail.getFirst().entry().actor().address()).isEqualTo("127.0.0.1");
        assertThat(trail.getFirst().entry().detail()).isEqualTo("<b>nightly</b>");
        assertThat(trail.toString()).doesNotContain(created[1]);
    }

    @Test
    void thePlatformOwnsNoPersonalTokens() {
        given().header("Authorization", "Bearer " + PLATFORM)
                .get("/v1/tokens")
                .then()
                .statusCode(403)
                .body("code", equalTo("not_owner"));
    }

    @Test
    void whoIsNotRegisteredGetsNoPersonalToken() {
        given().header("Authorization", "Bearer " + TestTokens.ofPerson("stranger", ServiceProfile.JWT_SECRET))
                .post("/v1/tokens")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }
}
