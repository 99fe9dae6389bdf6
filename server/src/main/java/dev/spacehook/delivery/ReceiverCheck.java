package dev.spacehook.delivery;

import dev.spacehook.config.Settings;
import dev.spacehook.egress.EgressFactory;
import dev.spacehook.egress.Examination;
import dev.spacehook.egress.GuardedClient;
import dev.spacehook.egress.Outcome;
import dev.spacehook.egress.UrlRefusedException;
import dev.spacehook.egress.UrlRules;
import dev.spacehook.egress.WebhookUrl;
import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import dev.spacehook.webhook.WebhookWithSecret;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Looks at a receiver step by step by sending it a signed test notification, once, on the guarded way out. Nothing of it
 * is stored. Blocks, for a little more than an attempt may take. Thread-safe.
 */
@Singleton
public final class ReceiverCheck {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final VertxInternal vertx;
    private final EgressFactory egress;
    private final UrlRules rules;
    private final Duration deadline;
    private final String version;

    @Inject
    ReceiverCheck(
            Vertx vertx,
            EgressFactory egress,
            UrlRules rules,
            Settings settings,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.vertx = (VertxInternal) vertx;
        this.egress = egress;
        this.rules = rules;
        this.deadline = settings.delivery().timeout().plus(GRACE);
        this.version = version;
    }

    public Examination examine(String spaceId, WebhookWithSecret webhook) {
        try {
            return examine(WebhookUrl.parse(webhook.url(), rules), testOf(spaceId), webhook);
        } catch (UrlRefusedException e) {
            return failed("forbidden_address");
        }
    }

    private Examination examine(WebhookUrl url, Event test, WebhookWithSecret webhook) {
        CompletableFuture<Examination> ended = new CompletableFuture<>();
        Context context = vertx.createEventLoopContext();
        GuardedClient client = egress.create(context);
        Sender sender = new Sender(client, version);
        context.runOnContext(ready -> sender.examine(test, url, webhook.secret(), ended::complete));
        try {
            return ended.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("timeout");
        } catch (TimeoutException e) {
            return failed("timeout");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed", e.getCause());
        } finally {
            sender.close();
        }
    }

    private static Examination failed(String error) {
        return new Examination(new Outcome.Failed(error, null), 0, false, null, null);
    }

    private static Event testOf(String spaceId) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Event(idOf(now), spaceId, 0, EventName.CALL_STARTED, "test-room", null, now, true);
    }

    /** A UUIDv7 (RFC 9562, section 5.7). */
    private static UUID idOf(Instant at) {
        UUID random = UUID.randomUUID();
        long high = (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0x0fff);
        return new UUID(high, random.getLeastSignificantBits());
    }
}
