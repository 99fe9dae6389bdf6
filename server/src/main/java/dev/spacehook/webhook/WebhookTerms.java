package dev.spacehook.webhook;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.egress.UrlRefusedException;
import dev.spacehook.egress.UrlRules;
import dev.spacehook.egress.WebhookUrl;
import dev.spacehook.space.Space;
import jakarta.inject.Singleton;

/** Which spaces may have a webhook, and with which URLs. */
@Singleton
final class WebhookTerms {

    private final Settings.Plans plans;
    private final UrlRules urlRules;

    WebhookTerms(Settings settings, UrlRules urlRules) {
        this.plans = settings.plans();
        this.urlRules = urlRules;
    }

    /** @throws Problem {@code plan_without_webhooks} */
    void requirePlan(Space space) {
        if (!plans.withWebhooks(space.plan())) {
            throw Problem.of(Problem.Code.PLAN_WITHOUT_WEBHOOKS);
        }
    }

    /** @throws Problem {@code bad_url} or {@code forbidden_address} at the member {@code url} */
    WebhookUrl accept(String url) {
        try {
            return WebhookUrl.parse(url, urlRules);
        } catch (UrlRefusedException e) {
            throw e.asProblem("url");
        }
    }
}
