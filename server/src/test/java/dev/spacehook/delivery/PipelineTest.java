package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.TestReceiver;
import dev.spacehook.TestReceiver.Answer;
import dev.spacehook.storage.TestDatabaseSql;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From an accepted event to its last attempt, on a real database, over real HTTP, on an advanced clock. */
final class PipelineTest {
    private static final Duration INTERVAL = Duration.ofSeconds(61);

    private final PipelineFixture fixture = new PipelineFixture().started();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void deliversAtTheFirstTryAndLeavesNothingWaiting() {
        UUID id = fixture.accept("room");
        fixture.awaitVerdict(id, "delivered");
        assertThat(fixture.receiver.got).hasSize(1);
        assertThat(fixture.receiver.got.getFirst().id()).isEqualTo(id.toString());
        assertThat(fixture.count("due")).isZero();
    }

    @Test
    void makesThreeAttemptsAtTheIntervalAndThenNone() {
        fixture.receiver.answer(500);
        UUID id = fixture.accept("room");
        fixture.awaitWritten(id, 1);
        assertThat(waitOf(id)).isBetween(55.0, 60.0);
        fixture.advance(INTERVAL);
        fixture.awaitWritten(id, 2);
        assertThat(fixture.verdict(id)).isEqualTo("pending");
        fixture.advance(INTERVAL);
        fixture.awaitVerdict(id, "failed");
        fixture.advance(Duration.ofHours(30));
        UUID other = fixture.accept("another");
        fixture.awaitWritten(other, 1);
        assertThat(fixture.receiver.got.stream().filter(n -> n.id().equals(id.toString())))
                .extracting(TestReceiver.Notification::attempt)
                .containsExactly(1, 2, 3);
        assertThat(fixture.count("due where event_id = '" + id + "'")).isZero();
    }

    @Test
    void stopsAtTheAttemptThatSucceeds() {
        fixture.receiver.answer(n -> Answer.of(n.attempt() == 1 ? 503 : 200));
        UUID id = fixture.accept("room");
        fixture.awaitWritten(id, 1);
        fixture.advance(INTERVAL);
        fixture.awaitVerdict(id, "delivered");
        assertThat(fixture.receiver.got).hasSize(2);
        assertThat(fixture.count("due")).isZero();
    }

    @Test
    void goneEndsTheDelivery() {
        fixture.receiver.answer(410);
        UUID id = fixture.accept("room");
        fixture.awaitVerdict(id, "failed");
        assertThat(fixture.receiver.got).hasSize(1);
    }

    @Test
    void retryAfterPushesTheNextAttemptOut() {
        fixture.receiver.answer(_ -> new Answer(429, "Retry-After", "1800"));
        UUID id = fixture.accept("room");
        fixture.awaitWritten(id, 1);
        assertThat(waitOf(id)).isBetween(1795.0, 1800.0);
    }

    @Test
    void blockingCancelsWhatWaitsForGood() {
        UUID id = failedOnce();
        fixture.webhooks.block(PipelineFixture.SPACE);
        fixture.awaitVerdict(id, "cancelled");
        fixture.webhooks.unblock(PipelineFixture.SPACE);
        fixture.advance(INTERVAL);
        fixture.receiver.answer(200);
        PipelineFixture.await(() -> fixture.snapshot.find(PipelineFixture.SPACE).isDeliverable());
        UUID later = fixture.accept("room");
        fixture.awaitVerdict(later, "delivered");
        assertThat(fixture.receiver.got).hasSize(2);
        assertThat(fixture.verdict(id)).isEqualTo("cancelled");
    }

    @Test
    void deletingCancelsWhatWaits() {
        UUID id = failedOnce();
        fixture.webhooks.delete(PipelineFixture.SPACE);
        fixture.awaitVerdict(id, "cancelled");
        assertThat(fixture.count("due")).isZero();
    }

    @Test
    void aFreePlanCancelsWhatWaits() {
        UUID id = failedOnce();
        fixture.webhooks.plan(PipelineFixture.SPACE, "Free");
        fixture.awaitVerdict(id, "cancelled");
    }

    @Test
    void waitingRetriesUseTheNewUrlAndTheNewSecret() throws Exception {
        failedOnce();
        String secret = "another-secret-of-thirty-2-chars";
        fixture.webhooks.webhook(PipelineFixture.SPACE, fixture.receiver.url("/new"), secret);
        fixture.snapshot.changed(PipelineFixture.SPACE);
        fixture.advance(INTERVAL);
        fixture.awaitAttempts(2);
        TestReceiver.Notification second = fixture.receiver.got.get(1);
        assertThat(second.path()).isEqualTo("/new");
        String body = second.body()
                .substring(second.body().indexOf("\"body\":") + 7, second.body().length() - 1);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8), "HmacSHA256"));
        String signature =
                java.util.HexFormat.of().formatHex(mac.doFinal(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(second.body()).startsWith("{\"signature\":\"" + signature + "\"");
    }

    @Test
    void whatIsTooOldIsTriedOnceMoreAndHasThenExpired() {
        UUID id = failedOnce();
        fixture.advance(Duration.ofHours(25));
        fixture.awaitVerdict(id, "expired");
        assertThat(fixture.receiver.got).hasSize(2);
    }

    @Test
    void anOldDeliveryOfAReceiverThatFailedTenTimesIsNotTriedAgain() {
        fixture.receiver.answer(500);
        List<UUID> ids =
                IntStream.range(0, 10).mapToObj(i -> fixture.accept("room" + i)).toList();
        ids.forEach(id -> fixture.awaitWritten(id, 1));
        fixture.advance(Duration.ofHours(25));
        ids.forEach(id -> fixture.awaitVerdict(id, "expired"));
        assertThat(fixture.receiver.got).hasSize(10);
    }

    @Test
    void firstAttemptsOfOneRoomKeepTheirOrderAndAFailureHoldsNobodyBack() {
        fixture.receiver.answer(n -> Answer.of(fixture.receiver.got.size() % 3 == 0 ? 500 : 204));
        List<UUID> ids =
                IntStream.range(0, 50).mapToObj(_ -> fixture.accept("room")).toList();
        fixture.awaitAttempts(50);
        assertThat(fixture.receiver.got)
                .extracting(TestReceiver.Notification::id)
                .containsExactlyElementsOf(ids.stream().map(UUID::toString).toList());
    }

    @Test
    void aLookThatHungDoesNotPutOffTheNextOneForLong() throws Exception {
        fixture.receiver.answer(500);
        UUID id = fixture.accept("room");
        fixture.awaitWritten(id, 1);
        try (Connection other = fixture.postgres.database().openDirect("other")) {
            other.setAutoCommit(false);
            TestDatabaseSql.execute(other, "lock table due in access exclusive mode");
            PipelineFixture.await(() -> fixture.count("pg_stat_activity where application_name = 'spacehook-claimer'"
                            + " and wait_event_type = 'Lock' and clock_timestamp() - query_start > '1.2 s'")
                    == 1);
            other.rollback();
        }
        fixture.advance(Duration.ofSeconds(61));
        fixture.awaitAttempts(2);
    }

    @Test
    void aNumberThatIsAlreadyWrittenIsNotSentAgain() {
        UUID id = failedOnce();
        write(id, 2, "null");
        fixture.advance(INTERVAL);
        fixture.awaitVerdict(id, "failed");
        assertThat(fixture.receiver.got)
                .extracting(TestReceiver.Notification::attempt)
                .containsExactly(1, 3);
    }

    @Test
    void whatWasSettledMeanwhileOnlyLeavesDue() {
        UUID id = failedOnce();
        write(id, 2, "'delivered'");
        fixture.advance(INTERVAL);
        PipelineFixture.await(() -> fixture.count("due") == 0);
        assertThat(fixture.receiver.got).hasSize(1);
        assertThat(fixture.verdict(id)).isEqualTo("delivered");
    }

    private void write(UUID id, int n, String verdict) {
        fixture.postgres.execute("insert into attempt (event_id, n, space_id, error, verdict) values ('" + id + "', "
                + n + ", '" + PipelineFixture.SPACE + "', 'timeout', " + verdict + ")");
    }

    private UUID failedOnce() {
        fixture.receiver.answer(500);
        UUID id = fixture.accept("room");
        fixture.awaitWritten(id, 1);
        return id;
    }

    private double waitOf(UUID id) {
        return fixture.postgres.query(
                Double.class,
                "select extract(epoch from due_at - spacehook_now())::float8 from due where event_id = '" + id + "'");
    }

    /** What is lost is found at once after a crash; after a clean stop nothing is, and the start does not wait. */
    @Test
    void theStartLooksForLostEventsUnlessTheLastStopWasClean() {
        try (PipelineFixture alone = PipelineFixture.alone().started()) {
            UUID lost = alone.postgres.query(UUID.class, """
                    insert into event (id, space_id, epoch, name, room_id, occurred_at, is_test)
                    select spacehook_uuid7(spacehook_now(), 1), id, epoch, 'call_started', 'room', now(), false
                    from space returning id
                    """);
            alone.restart(Map.of());
            assertThat(alone.count("due") + alone.count("attempt")).isZero();
            assertThat(alone.count("sweep where clean_stop")).isZero();
            alone.restartAfterCrash();
            alone.awaitVerdict(lost, "delivered");
        }
    }
}
