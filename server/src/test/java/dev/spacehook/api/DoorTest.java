package dev.spacehook.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.spacehook.ServiceProfile;
import dev.spacehook.identity.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door in front of every operation, over real connections. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class DoorTest {

    private static final String PLATFORM = TestTokens.ofClient(ServiceProfile.PLATFORM_ID, ServiceProfile.JWT_SECRET);
    private static final String AUTHORIZATION = "Host: x\r\nAuthorization: Bearer " + PLATFORM + "\r\n";

    private static RawHttp connect() throws IOException {
        return new RawHttp(RestAssured.port);
    }

    private static String rest(String head) {
        return head.toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\n{}",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
                "GET /v1/users HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\tc\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\n Host: x\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\nHost: x/y\r\n\r\n",
                "GET /v1/users HTTP/1.1\r\nHost: <script>\r\n\r\n",
                "GET /v1/users HTTP/9.9\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void refusesAmbiguousRequestsAndCloses(String request) throws IOException {
        try (RawHttp connection = connect()) {
            assertThat(connection.send(request).readToEnd())
                    .matches("(?s)HTTP/1.[01] 400 .*")
                    .contains("application/problem+json", "\"code\":\"bad_request\"")
                    .containsIgnoringCase("connection: close")
                    .containsIgnoringCase("x-content-type-options: nosniff");
        }
    }

    @Test
    void refusesFoldedLinesThatComeInPieces() throws IOException {
        try (RawHttp connection = connect()) {
            connection
                    .send("GET /v1/tokens HTTP/1.1\r\nHost: x\r\nX-A: b\r\n")
                    .send(" ")
                    .send("c\r\n\r\n");

            assertThat(connection.readToEnd()).matches("(?s)HTTP/1.[01] 400 .*");
        }
    }

    @Test
    void aBodyMayBeginWithASpaceWhereverThePacketsEnd() throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("\r\nPOST /v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n");
            connection.send("\r\n").send(" {}");

            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 400 ").contains("invalid_request");
            connection.send("GET /v1/tokens HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void refusesAHugeTokenByItsHead() throws IOException {
        try (RawHttp connection = connect()) {
            connection.send(
                    "GET /v1/tokens HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + "a".repeat(65_536) + "\r\n\r\n");

            assertThat(connection.readToEnd())
                    .startsWith("HTTP/1.1 431 ")
                    .contains("application/problem+json", "\"code\":\"headers_too_large\"")
                    .doesNotContain("aaaa");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {9_000_000, Long.MAX_VALUE})
    void stopsReadingADeclaredExcess(long declared) throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("POST /v1/users HTTP/1.1\r\n" + AUTHORIZATION + "Content-Length: " + declared + "\r\n\r\n");
            connection.send(" ".repeat(500_000));
            String answer = connection.readToEnd();

            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"too_large\"");
            assertThat(rest(answer)).contains("connection: close");
        }
    }

    @Test
    void stopsReadingAnUndeclaredExcess() throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("POST /v1/users HTTP/1.1\r\n" + AUTHORIZATION + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
            for (int i = 0; i < 5; i++) {
                connection.send(chunk);
            }

            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 413 ").contains("\"code\":\"too_large\"");
        }
    }

    @Test
    void knowsTheCallerBeforeTheBodyIsRead() throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n");

            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 401 ").contains("token_missing");
        }
    }

    @Test
    void goesOnAfterABodyThatNobodyReads() throws IOException {
        try (RawHttp connection = connect()) {
            String body = "x".repeat(20_000);
            connection.send(
                    "GET /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 401 ");

            connection.send(
                    "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 401 ");

            connection.send("GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void cutsSlowSendersOfHeadAndBodyAndServesTheRest() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (RawHttp head = connect();
                RawHttp body = connect()) {
            head.send("GET /v1/tokens HTTP/1.1\r\nX-Slow: ");
            body.send("POST /v1/users HTTP/1.1\r\n" + AUTHORIZATION + "Content-Length: 60000\r\n\r\n");
            Thread drip = Thread.ofVirtual().start(() -> {
                while (!done.get()) {
                    trySend(head);
                    trySend(body);
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000L);
                }
            });
            given().get("/v1/tokens").then().statusCode(401);

            assertThat(head.readToEnd()).isEmpty();
            assertThat(body.readToEnd()).doesNotContain("HTTP/1.1 5", "HTTP/1.1 2");
            done.set(true);
            drip.join();
        }
    }

    private static void trySend(RawHttp connection) {
        try {
            connection.send("x");
        } catch (IOException closed) {
            return;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tokens/../tokens, 404",
        "/v1/./tokens, 404",
        "/v1/tokens/%2e%2e%2fx, 404",
        "/v1/tokens/..;/x, 404",
        "/v1/tokens/x;y=z, 404",
        "/v1/tokens/%00, 404",
        "/v1/tokens/%, 400",
        "/v1/tokens/%zz, 400",
        "/v1/tokens/%4, 400",
        "/v1/tokens/x., 404",
        "/v1/tokens/x%20, 404",
        "/v1/tokens/%EF%BC%91, 404",
        "/v1//tokens, 404",
        "//v1/tokens, 404",
        "/..%2fv1/tokens, 404",
        "/doc/../v1/tokens, 404",
        "/v1/tokens?x=%zz, 400",
        "/v1/tokens?x=%, 400",
        "/v1/tokens?x=%00, 400",
        "/v1/nothing?x=%25%C0%80, 404",
        "/nothing, 404",
        "/v1/nothing, 404",
        "/V1/tokens, 404"
    })
    void takesAPathAsItIsOrNotAtAll(String path, int status) throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("GET " + path + " HTTP/1.1\r\n" + AUTHORIZATION + "\r\n");

            assertThat(connection.readAnswer())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json", "\"status\":" + status);
        }
    }

    @Test
    void refusesALongPath() throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("GET /v1/tokens/" + "x".repeat(10_000) + " HTTP/1.1\r\n" + AUTHORIZATION + "\r\n");

            assertThat(connection.readToEnd())
                    .matches("(?s)HTTP/1.[01] 414 .*")
                    .contains("application/problem+json", "\"code\":\"uri_too_long\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"PATCH, /v1/tokens", "PUT, /v1/users", "GET, /v1/auth/token", "GET, /v1/platform/users/x"})
    void namesTheMethodsThatArePossible(String method, String path) {
        assertThat(allowedInstead(method, path)).isNotEmpty().doesNotContain(method);
    }

    /** What the refusal of a method names as possible at the path. */
    static String allowedInstead(String method, String path) {
        return given().request(method, path)
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("code", equalTo("method_not_allowed"))
                .extract()
                .header("Allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void ignoresMethodOverrides(String header) {
        given().header(header, "DELETE").get("/v1/auth/token").then().statusCode(405);
    }

    @Test
    void ignoresOtherPathsInHeaders() {
        given().header("X-Original-URL", "/v1/tokens")
                .header("X-Rewrite-URL", "/v1/tokens")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Prefix", "/evil")
                .get("/v1/nothing")
                .then()
                .statusCode(404)
                .body(not(containsString("evil")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/png", "application/xml;q=1", "nonsense", "*/*;q=0", ",,,"})
    void neverMindsAccept(String accept) throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("GET /v1/tokens HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n");

            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 401 ").contains("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/xml",
                "application/json; charset=utf-16",
                "nonsense",
                "a/b/c; ;"
            })
    void neverMindsContentType(String type) throws IOException {
        try (RawHttp connection = connect()) {
            connection.send("POST /v1/users HTTP/1.1\r\n" + AUTHORIZATION + "Content-Type: " + type
                    + "\r\nContent-Length: 8\r\n\r\n{\"x\": 1}");

            assertThat(connection.readAnswer()).startsWith("HTTP/1.1 422 ").contains("\"field\":\"email\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "true", "\"x\"", "[]", "{} x", "{\"email\":1e400}", "\uFEFF{}"})
    void answersBadJson(String body) {
        given().header("Authorization", "Bearer " + PLATFORM)
                .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/v1/users")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("bad_json"))
                .body("type", equalTo("about:blank"))
                .body("title", equalTo("Bad Request"))
                .body("status", equalTo(400));
    }

    @Test
    void survivesDeepNesting() {
        given().header("Authorization", "Bearer " + PLATFORM)
                .body("[".repeat(60_000))
                .post("/v1/users")
                .then()
                .statusCode(400);
        given().get("/v1/tokens").then().statusCode(401);
    }

    @Test
    void speaksTheCallersLanguage() {
        given().header("Accept-Language", "ru-RU,ru;q=0.9,en;q=0.5")
                .get("/v1/tokens")
                .then()
                .header("Content-Language", equalTo("ru"))
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("code", equalTo("token_missing"))
                .body("detail", containsString("Передайте заголовок"));
        given().get("/v1/tokens").then().body("detail", containsString("Send the header"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/v1/tokens", "/v1/nothing", "/doc/", "/doc/openapi.json", "/v1/../x"})
    void putsSecurityHeadersOnEveryAnswer(String path) throws IOException {
        try (RawHttp connection = connect()) {
            String answer = rest(connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .readAnswer());

            assertThat(answer)
                    .contains("x-content-type-options: nosniff", "referrer-policy: no-referrer")
                    .contains("frame-ancestors 'none'");
            assertThat(answer.contains("unsafe-inline")).isEqualTo(path.startsWith("/doc/"));
        }
    }

    @Test
    void neverStoresAnswersOfTheApi() {
        given().get("/v1/tokens").then().header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void showsTheApiDocument() {
        given().get("/doc/")
                .then()
                .statusCode(200)
                .body(not(containsString("http://")))
                .body(containsString("deepLinking: true"));
        given().get("/doc/openapi.yaml").then().statusCode(200).body(containsString("openapi:"));
    }
}
