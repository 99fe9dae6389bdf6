package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.spacehook.Canaries;
import dev.spacehook.LogLines;
import dev.spacehook.ServiceProfile;
import dev.spacehook.api.RawHttp;
import dev.spacehook.identity.TestTokens;
import dev.spacehook.storage.Database;
import dev.spacehook.storage.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Secrets of every kind, in right and in wrong places; then everything that came out is searched for them: each answer
 * but the one that is meant to hold it, the log, metrics, health, and every row of the database.
 */
@QuarkusTest
@TestProfile(CabinetProfile.class)
class NothingSecretIsToldTest {

    @TestHTTPResource("/")
    URI base;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Database database;

    private final Canaries canaries = new Canaries();
    private final List<String> answers = new ArrayList<>();
    private LogLines log;
    private Platform.Owner owner;
    private String group;
    private String webhook;
    private String platformToken;
    private String ownerToken;

    @BeforeEach
    void setUp() {
        log = new LogLines();
        Platform platform = new Platform(base);
        owner = platform.newOwner();
        group = platform.newGroup(owner, "team", "A group");
        webhook = "/v1/spaces/" + group + "/webhook";
        platformToken = canaries.keep(
                "platform's token", TestTokens.ofClient(ServiceProfile.PLATFORM_ID, ServiceProfile.JWT_SECRET));
        ownerToken = canaries.keep("owner's token", TestTokens.ofPerson(owner.id(), ServiceProfile.JWT_SECRET));
        canaries.keep("platform's secret", ServiceProfile.PLATFORM_SECRET);
        canaries.keep("key of tokens", ServiceProfile.JWT_SECRET);
        canaries.keep("older key of tokens", ServiceProfile.OLD_JWT_SECRET);
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** The whole answer; it must hold nothing secret. */
    private String ask(String method, String target, String token, String body, String... headers) {
        String answer = tell(method, target, token, body, headers);
        answers.add(method + " " + answer);
        return answer;
    }

    /** The whole answer; it is meant to hold something secret. */
    private String tell(String method, String target, String token, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder request = new StringBuilder(
                method + " " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes.length + "\r\n");
        if (!token.isEmpty()) {
            request.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("\r\n").append(new String(bytes, StandardCharsets.ISO_8859_1));
        return raw(request.toString());
    }

    private String raw(String request) {
        try (RawHttp connection = new RawHttp(base.getPort())) {
            return connection.send(request).readAnswer();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String member(String name, String answer) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return matcher.group(1);
    }

    /** The same secret wherever someone might put it by mistake. */
    private void everywhere(String name, String secret) {
        String quoted = "\"" + secret + "\"";
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        ask("GET", "/v1/tokens?access_token=" + url, "", "");
        ask("GET", "/v1/tokens/" + url, ownerToken, "");
        ask("DELETE", "/v1/tokens/" + url, ownerToken, "");
        ask("GET", webhook + "/deliveries?cursor=" + url + "&limit=1", ownerToken, "");
        ask("GET", webhook + "/deliveries?status=" + url, ownerToken, "");
        ask("GET", webhook + "/deliveries/" + url, ownerToken, "");
        ask("GET", "/v1/spaces/" + url + "/webhook", ownerToken, "");
        ask("GET", "/" + url + "?x=" + url, "", "");
        ask("GET", "/login/" + url, "", "");
        ask("GET", "/v1/tokens", secret, "");
        ask("GET", "/v1/tokens", "", "", "Authorization: " + secret);
        ask("GET", "/v1/tokens", "", "", "Authorization: Digest " + secret, "X-Api-Key: " + secret);
        ask(
                "GET",
                "/v1/tokens",
                ownerToken,
                "",
                "X-Token: " + secret,
                "Referer: https://x/?" + secret,
                "User-Agent: " + secret);
        ask("GET", "/", "", "", "Cookie: spacehook=" + secret);
        ask("POST", "/v1/tokens", ownerToken, "{\"name\":[" + quoted + "]}");
        ask("POST", "/v1/tokens", ownerToken, "{\"name\":" + quoted);
        ask("POST", "/v1/tokens", ownerToken, secret);
        ask("PUT", webhook, ownerToken, "{\"url\":" + quoted + "}");
        ask("PUT", webhook, ownerToken, "{\"url\":\"https://some.url/\",\"secret\":" + quoted + "}");
        ask("PUT", webhook, ownerToken, "{\"url\":\"https://user:" + url + "@some.url/\"}");
        ask("PUT", webhook, ownerToken, "{\"url\":\"https://some.url/#" + url + "\"}");
        ask("PUT", webhook, ownerToken, "{\"url\":\"https://127.0.0.300/?" + url + "\"}");
        ask("PUT", webhook, ownerToken, "{\"isActive\":" + quoted + "}");
        ask("POST", "/v1/users", platformToken, "{\"email\":" + quoted + ",\"password\":" + quoted + "}");
        ask("POST", "/v1/users", platformToken, "{\"email\":\"x@some.example\",\"password\":[" + quoted + "]}");
        ask(
                "PUT",
                "/v1/platform/users/x",
                platformToken,
                "{\"email\":\"x@some.example\",\"username\":\"x\",\"passwordHash\":" + quoted + "}");
        ask(
                "PUT",
                "/v1/platform/spaces/" + group + "/webhook",
                platformToken,
                "{\"url\":\"https://some.url\",\"secret\":" + quoted + " ");
        ask(
                "POST",
                "/v1/platform/events",
                platformToken,
                "{\"eventName\":" + quoted + ",\"spaceId\":\"x\",\"roomId\":\"r\"}");
        ask(
                "POST",
                "/v1/platform/events",
                platformToken,
                "[{\"eventName\":\"call_started\",\"spaceId\":\"x\",\"roomId\":\"r\",\"occurredAt\":" + quoted + "}]");
        ask("POST", "/v1/platform/events", secret, "{}");
        ask("POST", "/v1/auth/token", "", "grant_type=password&username=" + url + "&password=" + url);
        ask("POST", "/v1/auth/token", "", "grant_type=" + url + "&client_id=" + url + "&client_secret=" + url);
        ask("POST", "/v1/auth/token", "", "{\"grant_type\":\"refresh_token\",\"refresh_token\":" + quoted + "}");
        ask("POST", "/v1/auth/token", "", "{\"grant_type\":\"refresh_token\",\"refresh_token\":{" + quoted);
        ask("POST", "/v1/auth/token?client_secret=" + url, "", "grant_type=client_credentials&client_id=platform");
        ask(
                "POST",
                "/v1/auth/token",
                "",
                "grant_type=client_credentials",
                "Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString(("platform:" + secret + "x").getBytes(StandardCharsets.UTF_8)));
        answers.add(name + " " + raw("GET /" + url + " " + url + " HTTP/1.1\r\nHost: x\r\n\r\n"));
        answers.add(name + " " + raw("GET / HTTP/1.1\r\nHost: x\r\nX " + secret + ": " + secret + "\r\n\r\n"));
        answers.add(name + " " + raw("GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n " + secret + "\r\n\r\n"));
        answers.add(name + " " + raw(secret + " / HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @Test
    void anywhere() throws Exception {
        String made = canaries.keep(
                "secret made", member("secret", tell("POST", webhook, ownerToken, "{\"url\":\"https://some.url/\"}")));
        String brought = canaries.make("secret brought over");
        tell(
                "PUT",
                "/v1/platform/spaces/" + group + "/webhook",
                platformToken,
                "{\"url\":\"https://some.url/\",\"secret\":\"" + brought + "\"}");
        String refreshed = canaries.keep(
                "secret refreshed", member("secret", tell("PUT", webhook + "/refresh-secret", ownerToken, "")));
        String query = canaries.make("query of the URL");
        tell("PUT", webhook, ownerToken, "{\"url\":\"https://receiver.url/x?token=" + query + "\"}");
        String personal = canaries.keep(
                "personal token", member("token", tell("POST", "/v1/tokens", ownerToken, "{\"name\":\"mine\"}")));
        String password = canaries.make("password");
        ask(
                "POST",
                "/v1/users",
                platformToken,
                "{\"email\":\"" + password.substring(6) + "@some.example\",\"password\":\"" + password + "\"}");
        String grant = tell(
                "POST",
                "/v1/auth/token",
                "",
                "grant_type=password&username=" + password.substring(6) + "@some.example&password=" + password);
        String refresh = canaries.keep("refresh token", member("refresh_token", grant));
        canaries.keep("access token", member("access_token", grant));
        String link = canaries.keep(
                "one-time link",
                member("url", tell("POST", "/v1/platform/spaces/" + group + "/cabinet-link", platformToken, ""))
                        .replaceFirst(".*/", ""));
        Map<String, String> secrets = new HashMap<>(inTheCabinet());
        secrets.putAll(Map.of(
                "made",
                made,
                "brought",
                brought,
                "refreshed",
                refreshed,
                "personal",
                personal,
                "password",
                password,
                "refresh",
                refresh,
                "another",
                canaries.make("something else"),
                "client",
                ServiceProfile.PLATFORM_SECRET));
        String id = canaries.make("event's id");
        String event = ask("POST", "/v1/platform/events", platformToken, event(id, "room"));
        ask("POST", "/v1/platform/events", platformToken, event(id, "another-room"));
        String delivery = webhook + "/deliveries/" + member("id", event);
        await().until(() -> tell("GET", delivery, ownerToken, "").contains("\"lastError\":\"dns"));
        for (String path : List.of("", "?limit=1")) {
            ask("GET", webhook + "/deliveries" + path, ownerToken, "");
        }
        ask("GET", delivery, ownerToken, "");
        ask("GET", webhook + "/status", ownerToken, "");
        ask("GET", webhook + "/audit", ownerToken, "");
        ask("GET", "/v1/tokens", ownerToken, "");
        ask("GET", "/login/" + link, "", "");
        ask("GET", "/login/" + link, "", "");
        secrets.forEach(this::everywhere);
        Logger.getLogger("dev.spacehook.test").fine("the log is listened to");

        for (String answer : answers) {
            assertThat(canaries.in(answer)).as(answer).isEmpty();
        }
        assertThat(log.text()).contains("the log is listened to");
        assertThat(canaries.in(log.text())).as(log.text()).isEmpty();
        for (String page : List.of("metrics", "health", "health/ready", "health/live")) {
            String text = new Visit(management, "en")
                    .send(HttpRequest.newBuilder(management.resolve(page)))
                    .html();
            assertThat(text).isNotEmpty();
            assertThat(canaries.in(text)).as(text).isEmpty();
        }
        assertThat(inDatabase()).isEmpty();
    }

    private String event(String id, String room) {
        return "{\"eventName\":\"call_started\",\"spaceId\":\"" + group + "\",\"roomId\":\"" + room + "\",\"id\":\""
                + id + "\"}";
    }

    /** What the cabinet shows once: the client's secret, a personal token, the session's own. */
    private Map<String, String> inTheCabinet() {
        Visit visit = new Visit(base, "en").signIn(owner);
        String session = canaries.keep("session", visit.sessionCookie().getValue());
        visit.post("/access/client", "back", "/account").is(303);
        return Map.of(
                "session", session,
                "client's secret",
                        canaries.keep("client's secret", shownOnce(visit.post("/access/secret", "back", "/account"))),
                "page's token",
                        canaries.keep(
                                "page's token",
                                shownOnce(visit.post("/access/tokens", "name", "x", "back", "/account"))));
    }

    private static String shownOnce(Visit.Page page) {
        Matcher secret =
                Pattern.compile("<code[^>]*>([A-Za-z0-9_-]{24,})</code>").matcher(page.html());
        assertThat(secret.find()).as(page.html()).isTrue();
        return secret.group(1);
    }

    /** Where in the database something secret is; a URL has to be kept with its query, and a caller's id of an event. */
    private List<String> inDatabase() {
        return database.read(connection -> {
            List<String> found = new ArrayList<>();
            Map<String, List<String>> rows = TestRows.byTable(connection);
            rows.forEach((table, own) -> own.forEach(row ->
                    canaries.in(row, name -> isSecretIn(table, name)).forEach(name -> found.add(table + ": " + name))));
            assertThat(rows.values().stream().mapToInt(List::size).sum()).isPositive();
            return found;
        });
    }

    private static boolean isSecretIn(String table, String name) {
        return switch (name) {
            case "query of the URL" -> !table.equals("webhook");
            case "event's id" -> !table.equals("event_key");
            default -> true;
        };
    }
}
