package dev.spacehook.history;

import static dev.spacehook.history.HistoryData.EPOCH;
import static dev.spacehook.history.HistoryData.START;
import static dev.spacehook.history.HistoryData.TRIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.event.EventName;
import dev.spacehook.history.Delivery.Status;
import dev.spacehook.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResendsTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private static final Instant AT = START.plusSeconds(60);

    private final HistoryData data = new HistoryData(POSTGRES.database()).prepared();
    private final List<String> woken = new ArrayList<>();
    private final Settings settings = POSTGRES.settings();
    private final Deliveries deliveries =
            new Deliveries(POSTGRES.database(), settings, new IgnoredEvents(), woken::add, this::acceptTest);
    private final String space = "s" + UUID.randomUUID();

    private UUID acceptTest(String spaceId, EventName name) {
        return data.event(spaceId, AT, name.wireName(), "test-room", EPOCH);
    }

    @BeforeEach
    void space() {
        data.space(space);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SPACE_DELETED")
    void revivesWhatIsSettledAndLeavesWhatIsPending(DeliveryState state) {
        UUID id = data.event(space, AT);
        state.write(data, space, id);
        List<Object> before = data.dueRow(id);
        Delivery read = deliveries.get(space, id.toString()).delivery();

        Delivery resent = deliveries.resend(space, id.toString());

        assertThat(resent.status()).isEqualTo(Status.PENDING);
        assertThat(resent.attempts()).isEqualTo(read.attempts());
        if (read.status() == Status.PENDING) {
            assertThat(resent).isEqualTo(read);
            assertThat(data.dueRow(id)).isEqualTo(before);
            assertThat(woken).isEmpty();
        } else {
            int made = lastNumber(id);
            long age = settings.delivery().maxAge().toSeconds();
            assertThat(data.dueRow(id)).containsExactly(currentEpoch(), made, made + 3, false, true, age);
            assertThat(made).isPositive();
            assertThat(woken).containsExactly(space);
        }
    }

    /** Whoever still holds a cancelled one in memory finds its number taken, and the new series is not his. */
    @ParameterizedTest
    @EnumSource(names = {"IN_MEMORY_BLOCKED", "SPILLED_BLOCKED", "RETRY_BLOCKED"})
    void settlesWhatWasCancelledWithoutARow(DeliveryState state) {
        UUID id = data.event(space, AT);
        state.write(data, space, id);
        int made = deliveries.get(space, id.toString()).delivery().attempts();

        deliveries.resend(space, id.toString());

        assertThat(data.<String>query("select verdict from attempt where event_id = ? and n = ?", id, made + 1))
                .isEqualTo("cancelled");
        assertThat(data.dueRow(id).get(1)).isEqualTo(made + 1);
    }

    @Test
    void resendingTwiceIsResendingOnce() throws Exception {
        UUID id = data.event(space, AT);
        data.failed(id, space, TRIED);
        Callable<Delivery> resend = () -> deliveries.resend(space, id.toString());

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Delivery> done : executor.invokeAll(List.of(resend, resend, resend))) {
                assertThat(done.get().status()).isEqualTo(Status.PENDING);
            }
        }
        assertThat(data.dueRow(id).subList(0, 3)).isEqualTo(List.<Object>of(EPOCH, 3, 6));
        assertThat(woken).hasSize(1);
    }

    @Test
    void attemptNumbersEndBeforeTheirColumnDoes() {
        UUID id = data.event(space, AT);
        data.settled(id, space, Short.MAX_VALUE - 1, "expired");
        deliveries.resend(space, id.toString());
        assertThat(data.dueRow(id).get(2)).isEqualTo((int) Short.MAX_VALUE);

        UUID last = data.event(space, AT);
        data.settled(last, space, Short.MAX_VALUE, "expired");
        assertThat(deliveries.resend(space, last.toString()).status()).isEqualTo(Status.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled"})
    void resendsAllOfAStateWithinTheTimeOnly(String wireName) {
        Status status = Status.ofWireName(wireName).orElseThrow();
        UUID before = settled(AT.minusMillis(1));
        UUID first = settled(AT);
        UUID last = settled(AT.plusMillis(999));
        UUID after = settled(AT.plusSeconds(1));
        UUID other = data.event(space, AT);
        data.delivered(other, space, TRIED);
        data.run("update attempt set verdict = ? where verdict = 'failed' and space_id = ?", wireName, space);

        assertThat(deliveries.resendAll(space, status, AT, AT.plusSeconds(1))).isEqualTo(2);

        assertThat(List.of(data.dueRow(first), data.dueRow(last))).doesNotContain(List.of());
        assertThat(List.of(data.dueRow(before), data.dueRow(after), data.dueRow(other)))
                .containsOnly(List.of());
        assertThat(deliveries.resendAll(space, status, AT, AT.plusSeconds(1))).isZero();
        assertThat(deliveries.resendAll(space, status, null, null)).isEqualTo(2);
        assertThat(woken).containsOnly(space);
    }

    private UUID settled(Instant at) {
        UUID id = data.event(space, at);
        data.attempt(id, space, 1, at, 410, "http_410", "failed");
        return id;
    }

    @Test
    void resendsMoreThanOneChunk() {
        data.run(
                "insert into event select spacehook_uuid7(?::timestamptz + i * interval '1 ms', 0), ?, ?,"
                        + " 'call_started', 'room', null, now(), false from generate_series(1, 4500) i",
                HistoryData.time(AT),
                space,
                EPOCH);
        data.run(
                "insert into attempt (event_id, n, space_id, verdict)"
                        + " select id, 1, space_id, 'expired' from event where space_id = ?",
                space);

        assertThat(deliveries.resendAll(space, Status.FAILED, null, null)).isEqualTo(4_500);

        assertThat(data.<Long>query("select count(*) from due where space_id = ?", space))
                .isEqualTo(4_500);
        assertThat(deliveries.waiting(space, AT, AT.plusMillis(1_001))).isEqualTo(1_000);
        assertThat(woken).hasSize(3);
    }

    @Test
    void resendsWhatABlockLeftInDue() {
        UUID id = data.event(space, AT);
        data.due(id, space, EPOCH, 0, false, TRIED);
        data.raiseEpoch(space);

        assertThat(deliveries.resendAll(space, Status.CANCELLED, null, null)).isEqualTo(1);
        assertThat(data.dueRow(id).subList(0, 3)).isEqualTo(List.<Object>of(EPOCH + 1, 1, 4));
    }

    /** The purge of a cancelled row and a resend of it meet: the resend waits, and counts the purge's final row. */
    @Test
    void waitsForWhoSettlesTheRow() throws Exception {
        UUID id = data.event(space, AT);
        data.due(id, space, EPOCH - 1, 0, false, TRIED);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Delivery> resent = POSTGRES.database().inTransaction(connection -> {
                try (var statement = connection.prepareStatement("delete from due where event_id = ?")) {
                    statement.setObject(1, id);
                    statement.execute();
                }
                Future<Delivery> started = executor.submit(() -> deliveries.resend(space, id.toString()));
                awaitLockWait();
                try (var statement = connection.prepareStatement(
                        "insert into attempt (event_id, n, space_id, verdict) values (?, 7, ?, 'cancelled')")) {
                    statement.setObject(1, id);
                    statement.setString(2, space);
                    statement.execute();
                }
                return started;
            });
            assertThat(resent.get().status()).isEqualTo(Status.PENDING);
        }
        assertThat(data.dueRow(id).subList(0, 3)).isEqualTo(List.<Object>of(EPOCH, 7, 10));
    }

    private void awaitLockWait() {
        org.awaitility.Awaitility.await()
                .until(() -> data.<Boolean>query(
                        "select exists (select from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock')"));
    }

    @Test
    void refusesInTheOrderOfTheContract() {
        UUID id = data.event(space, AT);
        data.failed(id, space, TRIED);
        String missing = "0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7";
        List<ThrowingCallable> existing = List.of(
                () -> deliveries.resend(space, id.toString()),
                () -> deliveries.resendAll(space, Status.FAILED, null, null),
                () -> deliveries.sendTest(space, EventName.CALL_STARTED));

        data.webhook(space, false);
        existing.forEach(call -> assertRefused(Problem.Code.WEBHOOK_INACTIVE, call));
        assertRefused(Problem.Code.DELIVERY_NOT_FOUND, () -> deliveries.resend(space, missing));
        assertRefused(Problem.Code.DELIVERY_NOT_FOUND, () -> deliveries.resend(space, "x"));

        data.noWebhook(space);
        existing.forEach(call -> assertRefused(Problem.Code.WEBHOOK_NOT_FOUND, call));
        assertRefused(Problem.Code.WEBHOOK_NOT_FOUND, () -> deliveries.resend(space, missing));

        data.run("update space set plan = 'Free' where id = ?", space);
        existing.forEach(call -> assertRefused(Problem.Code.PLAN_WITHOUT_WEBHOOKS, call));

        data.run("update space set deleted_at = spacehook_now() where id = ?", space);
        existing.forEach(call -> assertRefused(Problem.Code.SPACE_NOT_FOUND, call));
        assertThat(data.dueRow(id)).isEmpty();
        assertThat(woken).isEmpty();
    }

    @Test
    void anotherSpacesDeliveryIsNotResent() {
        String other = "o" + space;
        data.space(other);
        UUID id = data.event(other, AT);
        data.failed(id, other, TRIED);

        assertRefused(Problem.Code.DELIVERY_NOT_FOUND, () -> deliveries.resend(space, id.toString()));
        assertThat(deliveries.resendAll(space, Status.FAILED, null, null)).isZero();
        assertThat(data.dueRow(id)).isEmpty();
    }

    @Test
    void aTestIsADeliveryLikeAnyOther() {
        Delivery sent = deliveries.sendTest(space, EventName.RECORD_FAILED);

        assertThat(sent.eventName()).isEqualTo(EventName.RECORD_FAILED);
        assertThat(sent.roomId()).isEqualTo("test-room");
        assertThat(sent.status()).isEqualTo(Status.PENDING);
    }

    @Test
    void expiresAnewFromTheResendOn() {
        UUID id = data.event(space, AT);
        data.settled(id, space, 1, "expired");
        POSTGRES.clock().advance(Duration.ofHours(5));

        deliveries.resend(space, id.toString());

        assertThat(data.<Boolean>query(
                        "select due_at > now() + interval '4 hours 50 minutes' from due where event_id = ?", id))
                .isTrue();
    }

    private static void assertRefused(Problem.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private int lastNumber(UUID id) {
        return data.<Integer>query("select max(n)::int from attempt where event_id = ?", id);
    }

    private long currentEpoch() {
        return data.<Long>query("select epoch from space where id = ?", space);
    }
}
