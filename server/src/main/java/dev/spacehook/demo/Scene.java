package dev.spacehook.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.client.Api;
import dev.spacehook.client.ApiException;
import java.util.Optional;

/** The people and spaces of the demo, made and changed as any stranger would: through the HTTP API. */
final class Scene {

    static final String OWNER = "62a09fc702f86ce37a9386f1";
    static final String SPACE = "60d55c0eb9ef88ab17b0aabb";
    static final String OTHER_SPACE = "62bcc725721aeb718445daf7";
    static final String EMAIL = "owner@demo.example";

    private static final String PLAN = "team";

    private final Api platform;
    private final Api owner;
    private final String platformToken;
    private final String ownerToken;

    private Scene(Api service, String platformToken, String ownerToken) {
        this.platform = service.as(platformToken);
        this.owner = service.as(ownerToken);
        this.platformToken = platformToken;
        this.ownerToken = ownerToken;
    }

    /** Makes owner and spaces as the platform's client; repeating it changes nothing. */
    static void set(Api platform, DemoFiles.Credentials credentials) {
        platform.put(
                "/v1/platform/users/" + OWNER,
                Api.object().put("email", EMAIL).put("username", "Demo Owner").put("passwordHash", credentials.hash()));
        putSpace(platform, SPACE, "Demo group");
        putSpace(platform, OTHER_SPACE, "Second demo group");
    }

    /** Enters with the token of the owner's API client, the kind that the platform's documentation prints. */
    static Scene enter(Api service, String platformToken, DemoFiles.Credentials credentials) {
        String ownerToken = service.clientToken(credentials.clientId(), credentials.clientSecret());
        return new Scene(service, platformToken, ownerToken);
    }

    String platformToken() {
        return platformToken;
    }

    String ownerToken() {
        return ownerToken;
    }

    /** Creates the webhook as its owner, or moves the one of an earlier start to this receiver; answers its secret. */
    String webhook(String url) {
        JsonNode webhook;
        try {
            webhook = owner.post(path(SPACE), Api.object().put("url", url));
        } catch (ApiException e) {
            if (!e.code().equals("webhook_exists")) {
                throw e;
            }
            owner.put(path(SPACE), Api.object().put("url", url).put("isActive", true));
            webhook = owner.put(path(SPACE) + "/refresh-secret", Api.object());
        }
        return webhook.path("secret").asText();
    }

    boolean hasWebhook(String spaceId) {
        try {
            owner.get(path(spaceId));
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    /** The secret of a space's webhook as the platform may ask for it. */
    Optional<String> currentSecret(String spaceId) {
        try {
            JsonNode webhook = platform.get("/v1/platform/spaces/" + Api.segment(spaceId) + "/webhook");
            return Optional.of(webhook.path("secret").asText()).filter(secret -> !secret.isEmpty());
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /** Sends an event of the first space as the platform; answers the id its delivery will have. */
    String happen(String eventName, String roomId, Optional<String> recordId) {
        ObjectNode event =
                Api.object().put("eventName", eventName).put("spaceId", SPACE).put("roomId", roomId);
        recordId.ifPresent(id -> event.put("recordId", id));
        return happen(event).path("id").asText();
    }

    /** Sends one event or an array of them as the platform; answers the answer. */
    JsonNode happen(JsonNode events) {
        return platform.post("/v1/platform/events", events);
    }

    static String path(String spaceId) {
        return "/v1/spaces/" + spaceId + "/webhook";
    }

    private static void putSpace(Api platform, String id, String name) {
        platform.put(
                "/v1/platform/spaces/" + id,
                Api.object().put("ownerId", OWNER).put("plan", PLAN).put("name", name));
    }
}
