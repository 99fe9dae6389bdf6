package dev.spacehook.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of one service, as one caller. Every call answers the JSON of a 2xx, a {@link MissingNode} where the
 * answer has no body.
 *
 * <p>Every call throws {@link ApiException} on any other status, and {@link UncheckedIOException} if no answer comes
 * within 30 s.
 */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI server;
    private final @Nullable String token;

    private Api(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    /** As nobody in particular. */
    public static Api at(URI server) {
        return new Api(server, null);
    }

    /** The same service, as the bearer of an access token or a personal token. */
    public Api as(String token) {
        return new Api(server, token);
    }

    /** @param path what follows the server's address, segments already {@link #segment encoded} */
    public JsonNode get(String path) {
        return call("GET", path, null);
    }

    public JsonNode post(String path, JsonNode body) {
        return call("POST", path, body);
    }

    public JsonNode put(String path, JsonNode body) {
        return call("PUT", path, body);
    }

    public JsonNode delete(String path) {
        return call("DELETE", path, null);
    }

    /** An access token for a client, the platform's or a person's. */
    public String clientToken(String id, String secret) {
        return token(object().put("grant_type", "client_credentials")
                .put("client_id", id)
                .put("client_secret", secret));
    }

    /** An access token for a person. */
    public String personToken(String email, String password) {
        return token(
                object().put("grant_type", "password").put("username", email).put("password", password));
    }

    /** One segment of a path, or a value of a query, percent-encoded. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private String token(ObjectNode request) {
        return post("/v1/auth/token", request).path("access_token").asText();
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body) {
        HttpResponse<String> answer = send(request(method, path, body));
        JsonNode json = parse(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw refusal(answer.statusCode(), json);
        }
        return json;
    }

    private HttpRequest request(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept-Language", "en")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Problem documents have code and detail, the token endpoint's errors (RFC 6749) error and error_description. */
    private static ApiException refusal(int status, JsonNode json) {
        String code = json.path("code").asText(json.path("error").asText("unknown"));
        String detail =
                json.path("detail").asText(json.path("error_description").asText("no explanation given"));
        return new ApiException(status, code, detail);
    }
}
