package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.event.EventName;
import dev.spacehook.history.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private int number;

    private Delivery delivery(EventName name, String room, @Nullable String record, int second) {
        Instant at = NOON.plusSeconds(second);
        UUID id = new UUID(at.toEpochMilli() << 16, number++);
        return new Delivery(id, name, room, record, at, at, Delivery.Status.DELIVERED, 1, at, 204, null, null, false);
    }

    private Delivery test(int second) {
        Delivery one = delivery(EventName.CALL_STARTED, "test-room", null, second);
        return new Delivery(
                one.id(),
                one.eventName(),
                one.roomId(),
                null,
                one.occurredAt(),
                one.acceptedAt(),
                one.status(),
                1,
                one.lastAttemptAt(),
                204,
                null,
                null,
                true);
    }

    @Test
    void aCallHoldsItsRecordingsAndKnowsHowLongTheyTook() {
        Delivery finished = delivery(EventName.RECORD_FINISHED, "a", "r", 500);
        List<Call> calls = Call.of(List.of(
                finished,
                delivery(EventName.CALL_FINISHED, "a", null, 400),
                delivery(EventName.RECORD_STARTED, "a", "r", 100),
                delivery(EventName.CALL_STARTED, "a", null, 0)));
        assertThat(calls).hasSize(1);
        Call call = calls.getFirst();
        assertThat(call.notifications())
                .extracting(Delivery::eventName)
                .containsExactly(
                        EventName.CALL_STARTED,
                        EventName.RECORD_STARTED,
                        EventName.CALL_FINISHED,
                        EventName.RECORD_FINISHED);
        assertThat(call.duration()).contains(Duration.ofSeconds(400));
        assertThat(call.recordingUntil(finished)).contains(Duration.ofSeconds(400));
        assertThat(call.isRunning()).isFalse();
    }

    @Test
    void aNewStartInTheRoomBeginsANewCallNewestFirst() {
        List<Call> calls = Call.of(List.of(
                delivery(EventName.CALL_STARTED, "a", null, 0),
                delivery(EventName.CALL_FINISHED, "a", null, 10),
                delivery(EventName.CALL_STARTED, "b", null, 15),
                delivery(EventName.CALL_STARTED, "a", null, 20)));
        assertThat(calls).extracting(Call::roomId).containsExactly("a", "b", "a");
        assertThat(calls.getFirst().isRunning()).isTrue();
        assertThat(calls.getLast().duration()).contains(Duration.ofSeconds(10));
    }

    @Test
    void anEndWithoutItsStartHasNoDuration() {
        List<Call> calls = Call.of(List.of(delivery(EventName.CALL_FINISHED, "a", null, 10)));
        assertThat(calls.getFirst().duration()).isEmpty();
        assertThat(calls.getFirst().isRunning()).isFalse();
    }

    @Test
    void aTestIsACallOfItsOwn() {
        assertThat(Call.of(List.of(test(0), test(1)))).hasSize(2).allMatch(Call::isTest);
    }
}
