package dev.spacehook.delivery;

import dev.spacehook.TestReceiver;
import dev.spacehook.config.Settings;
import dev.spacehook.egress.EgressFactory;
import dev.spacehook.event.EventName;
import dev.spacehook.journal.NewEvent;
import dev.spacehook.journal.Receipt;
import dev.spacehook.storage.TestDatabase;
import dev.spacehook.telemetry.Meters;
import dev.spacehook.webhook.SpaceState;
import dev.spacehook.webhook.TestWebhooks;
import dev.spacehook.webhook.WebhookSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A whole pipeline on a database of its own, with one space, one receiver and a clock that can be moved. */
final class PipelineFixture implements AutoCloseable {
    static final String SPACE = "60d55c0eb9ef88ab17b0aabb";
    static final String SECRET = "g7r0gOSKiQ59prCGXo1H50PACb5ca1mD";

    final TestDatabase postgres = TestDatabase.create();
    final TestReceiver receiver = new TestReceiver();
    final TestWebhooks webhooks = new TestWebhooks(postgres);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    WebhookSnapshot snapshot;
    Pipeline pipeline;
    private final Vertx vertx = Vertx.vertx();
    private final boolean alone;

    PipelineFixture() {
        this(Map.of());
    }

    PipelineFixture(Map<String, String> environment) {
        this(environment, false);
    }

    /** The only process on its database, as with the embedded one. */
    static PipelineFixture alone() {
        return new PipelineFixture(Map.of(), true);
    }

    private PipelineFixture(Map<String, String> environment, boolean alone) {
        this.alone = alone;
        webhooks.space(SPACE);
        webhooks.webhook(SPACE, receiver.url("/hook"), SECRET);
        build(environment);
    }

    private void build(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(postgres.environment());
        values.put("SPACEHOOK_EGRESS_REQUIRE_HTTPS", "false");
        values.put("SPACEHOOK_EGRESS_ALLOW", "127.0.0.0/8,localhost");
        values.putAll(environment);
        Settings settings = Settings.from(values);
        EgressFactory egress = new EgressFactory(settings);
        snapshot = new WebhookSnapshot(postgres.database(), webhooks.secrets(), egress.rules(), settings);
        pipeline = new Pipeline(
                vertx, settings, postgres.database(), snapshot, egress, new Meters(registry), "test", alone);
    }

    /** Stops cleanly and starts with other settings on the same database. */
    void restart(Map<String, String> environment) {
        pipeline.close();
        build(environment);
        pipeline.start();
    }

    /** As after a {@code kill -9}: the last process has left no note that it stopped cleanly. */
    void restartAfterCrash() {
        pipeline.close();
        postgres.execute("update sweep set clean_stop = false");
        build(Map.of());
        pipeline.start();
    }

    PipelineFixture started() {
        pipeline.start();
        return this;
    }

    UUID accept(String roomId) {
        return accept(SPACE, roomId);
    }

    UUID accept(String spaceId, String roomId) {
        Receipt receipt =
                pipeline.journal().append(List.of(event(spaceId, roomId))).getFirst();
        return ((Receipt.Stored) receipt).id();
    }

    NewEvent event(String spaceId, String roomId) {
        SpaceState state = snapshot.find(spaceId);
        return new NewEvent(
                spaceId,
                state == null ? 0 : state.epoch(),
                EventName.CALL_STARTED,
                roomId,
                null,
                Instant.parse("2026-11-24T06:30:00Z"),
                false,
                null);
    }

    /** Moves the database's clock; what has come due is claimed within a look. */
    void advance(Duration by) {
        postgres.clock().advance(by);
    }

    /** The verdict of a delivery, {@code pending} without one. */
    String verdict(UUID id) {
        return postgres.query(
                String.class,
                "select coalesce((select verdict from attempt where event_id = '" + id
                        + "' order by n desc limit 1), 'pending')");
    }

    long count(String sql) {
        return postgres.query(Long.class, "select count(*) from " + sql);
    }

    void awaitVerdict(UUID id, String verdict) {
        await(() -> verdict(id).equals(verdict));
    }

    void awaitAttempts(int attempts) {
        await(() -> receiver.got.size() >= attempts);
    }

    void awaitWritten(UUID id, int attempts) {
        await(() -> count("attempt where event_id = '" + id + "'") >= attempts);
    }

    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    @Override
    public void close() {
        pipeline.close();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        postgres.close();
    }
}
