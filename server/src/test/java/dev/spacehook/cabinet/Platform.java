package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spacehook.ServiceProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The platform, as it speaks to the service under test: people, groups, what happens in rooms. */
final class Platform {

    static final String PASSWORD = "correct horse battery";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String token;

    /** Someone with an account. */
    record Owner(String id, String email) {}

    Platform(URI base) {
        this.base = base;
        this.token = send(
                        "POST",
                        "/v1/auth/token",
                        "",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", ServiceProfile.PLATFORM_ID,
                                "client_secret", ServiceProfile.PLATFORM_SECRET))
                .get("access_token")
                .asText();
    }

    URI base() {
        return base;
    }

    Owner newOwner() {
        String email = "owner" + NUMBER.incrementAndGet() + "@some.example";
        String id = call("POST", "/v1/users", Map.of("email", email, "password", PASSWORD))
                .get("id")
                .asText();
        return new Owner(id, email);
    }

    /** A new group; its id. */
    String newGroup(Owner owner, String plan, String name) {
        String id = "group" + NUMBER.incrementAndGet();
        putGroup(id, owner, plan, name);
        return id;
    }

    void putGroup(String id, Owner owner, String plan, String name) {
        call("PUT", "/v1/platform/spaces/" + id, Map.of("ownerId", owner.id(), "plan", plan, "name", name));
    }

    String cabinetLink(String groupId) {
        return call("POST", "/v1/platform/spaces/" + groupId + "/cabinet-link", Map.of())
                .get("url")
                .asText();
    }

    /** Tells of an event; the answer. */
    JsonNode event(String groupId, String roomId, String name) {
        return call("POST", "/v1/platform/events", Map.of("eventName", name, "spaceId", groupId, "roomId", roomId));
    }

    JsonNode recordEvent(String groupId, String roomId, String name, String recordId) {
        return call(
                "POST",
                "/v1/platform/events",
                Map.of("eventName", name, "spaceId", groupId, "roomId", roomId, "recordId", recordId));
    }

    JsonNode call(String method, String path, Map<String, ?> body) {
        return send(method, path, token, body);
    }

    private JsonNode send(String method, String path, String bearer, Map<String, ?> body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.ofString(print(body)));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String print(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
