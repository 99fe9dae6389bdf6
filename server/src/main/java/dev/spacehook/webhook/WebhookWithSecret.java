package dev.spacehook.webhook;

/** A webhook together with its secret, for the moments in which that is shown. */
public record WebhookWithSecret(String url, WebhookSecret secret, boolean isActive) {}
