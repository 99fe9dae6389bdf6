package dev.spacehook.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spacehook.ServiceProfile;
import dev.spacehook.api.RawHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ServiceProfile.class)
class TokenEndpointTest {

    private static final String PASSWORD = "correct horse battery";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    People people;

    @Inject
    ApiClients clients;

    private String person = "";
    private String email = "";

    @BeforeEach
    void person() {
        email = Ids.create() + "@example.com";
        person = people.create(
                new NewPerson(email, new dev.spacehook.config.Secret(PASSWORD), null, null), Actor.SYSTEM);
    }

    private static ValidatableResponse ask(Map<String, ?> parameters) {
        return given().body(parameters)
                .contentType("application/json")
                .post("/v1/auth/token")
                .then();
    }

    private Map<String, String> password(String password) {
        return Map.of("grant_type", "password", "username", email, "password", password);
    }

    private static Map<?, ?> claims(String token) throws IOException {
        return JSON.readValue(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), Map.class);
    }

    private static ValidatableResponse refresh(String token) {
        return ask(Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    @Test
    void aPersonsClientGetsThePrintedToken() throws IOException {
        String id = clients.getOrCreate(person, Actor.SYSTEM);
        String secret = clients.refreshSecret(person, Actor.SYSTEM).value();

        String token = ask(Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret))
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("token_type", equalTo("Bearer"))
                .body("refresh_token", notNullValue())
                .extract()
                .path("access_token");

        Map<?, ?> claims = claims(token);
        assertThat(claims.keySet().toString()).isEqualTo("[sub, aud, type, cId, jti, iat, exp]");
        assertThat(claims.get("sub")).isEqualTo(id).isEqualTo(claims.get("cId"));
        assertThat(claims.get("aud")).isEqualTo("client");
        assertThat(claims.get("type")).isEqualTo("accessToken");
        assertThat(claims.get("exp"))
                .isInstanceOfSatisfying(
                        Integer.class, exp -> assertThat(claims.get("iat")).isEqualTo(exp - 7 * 86_400));
        given().header("Authorization", "Bearer " + token)
                .get("/v1/tokens")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + token)
                .body("{}")
                .post("/v1/users")
                .then()
                .statusCode(403)
                .body("code", equalTo("not_platform_client"));
    }

    @Test
    void aPersonGetsATokenByPassword() throws IOException {
        String token = ask(password(PASSWORD)).statusCode(200).extract().path("access_token");

        assertThat(claims(token).get("sub")).isEqualTo(person);
        assertThat(claims(token).get("aud")).isEqualTo("user");
        given().header("Authorization", "Bearer " + token)
                .get("/v1/tokens")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/x-www-form-urlencoded"})
    void jsonIsJsonWhateverItsContentType(String type) throws IOException {
        String body = JSON.writeValueAsString(password(PASSWORD));

        assertThat(post("127.0.0.1", "Content-Type: " + type + "\r\n", body)).startsWith("HTTP/1.1 200 ");
        assertThat(post("127.0.0.1", "", "\n\t " + body)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aFormIsAFormWhateverItsContentType() throws IOException {
        String form = "grant_type=password&username=" + email.replace("@", "%40") + "&password="
                + PASSWORD.replace(' ', '+') + "&scope=x&unknown=%41";

        assertThat(post("127.0.0.1", "Content-Type: application/x-www-form-urlencoded\r\n", form))
                .startsWith("HTTP/1.1 200 ");
        assertThat(post("127.0.0.1", "", form)).startsWith("HTTP/1.1 200 ");
    }

    private static String post(String from, String headers, String body) throws IOException {
        try (RawHttp connection = new RawHttp(RestAssured.port, from)) {
            int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
            connection.send("POST /v1/auth/token HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + length
                    + "\r\n\r\n" + body);
            return connection.readAnswer();
        }
    }

    @Test
    void aClientMayUseBasicAndAStaleBearerIsIgnored() throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((ServiceProfile.PLATFORM_ID + ":" + ServiceProfile.PLATFORM_SECRET)
                        .getBytes(StandardCharsets.UTF_8));
        String form = "grant_type=client_credentials";

        assertThat(post("127.0.0.1", "Authorization: Basic " + basic + "\r\n", form))
                .startsWith("HTTP/1.1 200 ");
        assertThat(post("127.0.0.1", "Authorization: Basic eDp5\r\n", form))
                .startsWith("HTTP/1.1 401 ")
                .contains("invalid_client")
                .containsIgnoringCase("www-authenticate: basic");
        assertThat(post("127.0.0.1", "Authorization: Basic !!\r\n", form)).startsWith("HTTP/1.1 401 ");
        assertThat(post("127.0.0.1", "Authorization: Bearer stale\r\n", JSON.writeValueAsString(password(PASSWORD))))
                .startsWith("HTTP/1.1 200 ");
        assertThat(post(
                        "127.0.0.1",
                        "Authorization: Basic " + basic + "\r\n",
                        form + "&client_id=other&client_secret=x"))
                .startsWith("HTTP/1.1 400 ")
                .contains("invalid_request");
    }

    @Test
    void errorsAreThoseOfRfc6749() {
        ask(Map.of()).statusCode(400).body("error", equalTo("invalid_request"));
        ask(Map.of("grant_type", "implicit")).statusCode(400).body("error", equalTo("unsupported_grant_type"));
        ask(Map.of("grant_type", "client_credentials")).statusCode(401).body("error", equalTo("invalid_client"));
        ask(Map.of("grant_type", "client_credentials", "client_id", "platform", "client_secret", "wrong"))
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
        ask(Map.of("grant_type", "client_credentials", "client_id", "platform"))
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
        ask(Map.of("grant_type", "password", "username", email)).statusCode(400);
        ask(Map.of("grant_type", Map.of("$ne", 1))).statusCode(400).body("error", equalTo("invalid_request"));
        refresh("x.y.z").statusCode(400).body("error", equalTo("invalid_grant"));
        ask(password("wrong password"))
                .statusCode(400)
                .contentType("application/json")
                .body("error", equalTo("invalid_grant"))
                .body("error_description", notNullValue())
                .body("code", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"grant_type\":\"a\",\"grant_type\":\"b\"}",
                "grant_type=a&grant_type=b",
                "grant_type=%zz",
                ""
            })
    void aMalformedBodyIsAnInvalidRequest(String body) throws IOException {
        assertThat(post("127.0.0.1", "", body)).startsWith("HTTP/1.1 400 ").contains("invalid_request");
    }

    @Test
    void anUnknownPersonIsRefusedAsAWrongPasswordIs() {
        String known = ask(password("wrong password")).extract().asString();
        email = "nobody@example.com";

        assertThat(ask(password("wrong password")).extract().asString()).isEqualTo(known);
    }

    @Test
    void aRefreshTokenGivesNewTokensAndIsNoAccessToken() {
        String refresh = ask(password(PASSWORD)).extract().path("refresh_token");

        String access = refresh(refresh).statusCode(200).extract().path("access_token");
        given().header("Authorization", "Bearer " + access)
                .get("/v1/tokens")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + refresh)
                .get("/v1/tokens")
                .then()
                .statusCode(401);
        refresh(access).statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void aChangedPasswordEndsRefreshTokens() {
        String refresh = ask(password(PASSWORD)).extract().path("refresh_token");

        people.changePassword(person, "another password", Actor.SYSTEM);

        refresh(refresh).statusCode(400).body("error", equalTo("invalid_grant"));
        ask(password(PASSWORD)).statusCode(400);
        ask(password("another password")).statusCode(200);
    }

    @Test
    void aRefreshedSecretEndsRefreshTokensOfTheClient() {
        String id = clients.getOrCreate(person, Actor.SYSTEM);
        String secret = clients.refreshSecret(person, Actor.SYSTEM).value();
        Map<String, String> asked =
                Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret);
        String refresh = ask(asked).extract().path("refresh_token");
        refresh(refresh).statusCode(200);

        clients.refreshSecret(person, Actor.SYSTEM);

        refresh(refresh).statusCode(400);
        ask(asked).statusCode(401);
    }

    @Test
    void aRefreshTokenOfADeletedPersonEnds() {
        String refresh = ask(password(PASSWORD)).extract().path("refresh_token");

        people.delete(person, Actor.SYSTEM);

        refresh(refresh).statusCode(400);
    }

    @Test
    void aRefreshTokenOfAnotherClientIsRefused() {
        String refresh = ask(password(PASSWORD)).extract().path("refresh_token");

        ask(Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        refresh,
                        "client_id",
                        ServiceProfile.PLATFORM_ID,
                        "client_secret",
                        ServiceProfile.PLATFORM_SECRET))
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
    }

    @Test
    void tokensOfTheOldKeyAreGoodAndNewOnesUseTheNewKey() {
        String old = TestTokens.ofPerson(person, ServiceProfile.OLD_JWT_SECRET);
        given().header("Authorization", "Bearer " + old)
                .get("/v1/tokens")
                .then()
                .statusCode(200);

        String token = ask(password(PASSWORD)).extract().path("access_token");
        String signed = token.substring(0, token.lastIndexOf('.'));
        assertThat(token)
                .isEqualTo(signed + "." + TestTokens.base64(TestTokens.hmac(signed, ServiceProfile.JWT_SECRET)));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.21, true", "127.0.0.22, false"})
    void twentyWrongPasswordsFromOneAddressAreEnough(String address, boolean onePerson) throws IOException {
        for (int i = 0; i < 20; i++) {
            String username = onePerson ? email : "somebody" + i + "@example.com";
            assertThat(post(address, "", form(username, "wrong password"))).startsWith("HTTP/1.1 400 ");
        }

        assertThat(post(address, "", form(email, PASSWORD)))
                .startsWith("HTTP/1.1 429 ")
                .containsIgnoringCase("retry-after: ")
                .contains("too_many_requests");
        assertThat(post("127.0.0.23", "", form(email, PASSWORD))).startsWith("HTTP/1.1 200 ");
    }

    private static String form(String username, String password) {
        return "grant_type=password&username=" + username + "&password=" + password.replace(' ', '+');
    }

    @Test
    void rightPasswordsDoNotCount() throws IOException {
        for (int i = 0; i < 25; i++) {
            assertThat(post("127.0.0.24", "", form(email, PASSWORD))).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aTokenInTheQueryIsNoToken() {
        String token = TestTokens.ofPerson(person, ServiceProfile.JWT_SECRET);

        given().queryParam("access_token", token)
                .get("/v1/tokens")
                .then()
                .statusCode(401)
                .body("code", equalTo("token_missing"));
    }

    @Test
    void anExpiredTokenSaysSo() {
        long past = Instant.now().getEpochSecond() - 100;
        String token = TestTokens.sign(
                "{\"alg\":\"HS256\"}",
                "{\"sub\":\"u\",\"aud\":\"user\",\"type\":\"accessToken\",\"exp\":" + past + "}",
                ServiceProfile.JWT_SECRET);

        given().header("Authorization", "Bearer " + token)
                .get("/v1/tokens")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("code", equalTo("token_expired"));
    }
}
