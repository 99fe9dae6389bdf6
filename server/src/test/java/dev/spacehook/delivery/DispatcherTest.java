package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DispatcherTest {

    /** Places are taken and counted without the event loop. */
    private final Dispatcher dispatcher = new Dispatcher(Collections.singletonList(null), 3);

    @Test
    void isAheadOnceMoreWaitsThanReceiversThatKeepUpWillNeedSoon() {
        for (String space : List.of("a", "b", "c")) {
            fill(space, 3_000);
            assertThat(dispatcher.isAhead()).isFalse();
            succeedAfterWaiting(space, 0);
        }
        assertThat(dispatcher.isAhead()).isTrue();
    }

    @Test
    void whatWaitsForReceiversThatDoNotAnswerSlowsDownNobody() {
        for (String space : List.of("a", "b", "c", "d")) {
            fill(space, 4_000);
        }
        assertThat(dispatcher.isAhead()).isFalse();
    }

    @Test
    void whatWaitsForReceiversThatAnswerSlowlySlowsDownNobody() {
        for (String space : List.of("a", "b", "c", "d")) {
            fill(space, 4_000);
            succeedAfterWaiting(space, TimeUnit.SECONDS.toNanos(2));
        }
        assertThat(dispatcher.isAhead()).isFalse();
    }

    private void fill(String space, int places) {
        for (int i = 0; i < places; i++) {
            assertThat(dispatcher.reserve(space)).isTrue();
        }
    }

    private void succeedAfterWaiting(String space, long nanos) {
        Event event = new Event(new UUID(0, 0), space, 1, EventName.CALL_STARTED, "room", null, Instant.EPOCH, false);
        Lane lane = dispatcher.lane(space);
        lane.enqueue(new Task(event, 1, 3, false, false, System.nanoTime() - nanos));
        lane.finished(lane.next());
        lane.succeeded();
    }
}
