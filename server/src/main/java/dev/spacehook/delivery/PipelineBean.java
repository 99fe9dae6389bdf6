package dev.spacehook.delivery;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.egress.EgressFactory;
import dev.spacehook.event.EventName;
import dev.spacehook.history.DueHint;
import dev.spacehook.history.TestEvents;
import dev.spacehook.journal.Journal;
import dev.spacehook.journal.NewEvent;
import dev.spacehook.journal.Receipt;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import dev.spacehook.webhook.SpaceState;
import dev.spacehook.webhook.WebhookSnapshot;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The pipeline of the running service: started before the first request, stopped after the last. */
@Singleton
final class PipelineBean implements DueHint, TestEvents {
    private final Pipeline pipeline;
    private final WebhookSnapshot snapshot;

    PipelineBean(
            Vertx vertx,
            Settings settings,
            Database database,
            WebhookSnapshot snapshot,
            EgressFactory egress,
            Meters meters,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.snapshot = snapshot;
        this.pipeline =
                new Pipeline(vertx, settings, database, snapshot, egress, meters, version, database.isEmbedded());
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        pipeline.start();
    }

    void stop(@Observes ShutdownEvent event) {
        pipeline.close();
    }

    @Produces
    @Singleton
    Journal journal() {
        return pipeline.journal();
    }

    @Produces
    @Singleton
    Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public void wake(String spaceId) {
        pipeline.wake(spaceId);
    }

    @Override
    public UUID accept(String spaceId, EventName name) {
        SpaceState state = snapshot.find(spaceId);
        if (state == null || state.endpoint() == null) {
            throw Problem.of(Problem.Code.WEBHOOK_NOT_FOUND);
        }
        NewEvent test = new NewEvent(
                spaceId,
                state.epoch(),
                name,
                "test-room",
                name.isRecord() ? "test-record" : null,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                true,
                null);
        if (pipeline.journal().append(List.of(test)).getFirst() instanceof Receipt.Stored(UUID id)) {
            return id;
        }
        throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(1);
    }
}
