package dev.spacehook.cabinet;

import dev.spacehook.webhook.WebhookView;
import org.jspecify.annotations.Nullable;

/**
 * The form of a group's webhook.
 *
 * @param webhook null where there is none yet
 * @param secret null while it is hidden
 * @param url what stands in the field
 * @param urlError why it cannot be saved
 * @param urlNote how it was understood
 */
public record WebhookForm(
        @Nullable WebhookView webhook,
        @Nullable String secret,
        String url,
        @Nullable String urlError,
        @Nullable String urlNote) {

    static WebhookForm of(@Nullable WebhookView webhook, @Nullable String secret) {
        return new WebhookForm(webhook, secret, webhook == null ? "" : webhook.url(), null, null);
    }

    WebhookForm refused(String given, String error) {
        return new WebhookForm(webhook, secret, given, error, null);
    }

    WebhookForm noted(@Nullable String note) {
        return new WebhookForm(webhook, secret, url, null, note);
    }
}
