package dev.spacehook.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A webhook as its owner sees it, without the secret. */
@Schema(name = "WebHook")
@JsonPropertyOrder({"url", "isActive"})
public record WebhookView(
        String url, @JsonProperty("isActive") boolean isActive) {}
