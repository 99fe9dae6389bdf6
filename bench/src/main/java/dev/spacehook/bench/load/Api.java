package dev.spacehook.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spacehook.bench.machine.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks to a service over HTTP as the platform's client does. Thread-safe. */
public final class Api {

    public static final String EVENTS = "/v1/platform/events";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Service service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable String token;

    public Api(Service service) {
        this.service = service;
    }

    /** The platform's client's token. */
    public synchronized String token() {
        if (token == null) {
            token = token(Map.of(
                    "grant_type", "client_credentials",
                    "client_id", Service.CLIENT_ID,
                    "client_secret", Service.CLIENT_SECRET));
        }
        return token;
    }

    /** The token that such a request is answered with. */
    public String token(Map<String, ?> request) {
        HttpResponse<String> answer = send(request("/v1/auth/token", null).POST(body(request)));
        return parse(expectSuccess(answer).body()).path("access_token").asText();
    }

    /** A request that must succeed. */
    public JsonNode put(String path, Map<String, ?> body) {
        return parse(expectSuccess(send(request(path, token()).PUT(body(body)))).body());
    }

    /** A request that must succeed. */
    public JsonNode post(String path, Map<String, ?> body) {
        return parse(
                expectSuccess(send(request(path, token()).POST(body(body)))).body());
    }

    /** A request that must succeed, with another one's token. */
    public JsonNode get(String path, String bearer) {
        return parse(expectSuccess(send(request(path, bearer).GET())).body());
    }

    /** Posts one event or an array, and gives back whatever the answer is. */
    public HttpResponse<String> postEvents(String json) throws IOException {
        try {
            return client.send(
                    request(EVENTS, token()).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpRequest.BodyPublisher body(Map<String, ?> body) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path, @Nullable String bearer) {
        URI uri = service.uri(path);
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Content-Type", "application/json");
        return bearer == null ? builder : builder.header("Authorization", "Bearer " + bearer);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static HttpResponse<String> expectSuccess(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.request().method() + " "
                    + answer.request().uri().getPath() + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }
}
