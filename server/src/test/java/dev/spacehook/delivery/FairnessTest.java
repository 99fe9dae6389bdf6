package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.TestReceiver;
import dev.spacehook.journal.NewEvent;
import dev.spacehook.journal.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one receiver or one space may do to the others, where no stop-watch is needed to see it. */
final class FairnessTest {
    private static final String OTHER = "60d55c0eb9ef88ab17b0aabc";
    private static final int LANE = Lane.MOST_IN_FLIGHT * 128;

    /** Longer than any test: what hangs does so until it is let go. */
    private final PipelineFixture fixture = new PipelineFixture(Map.of("SPACEHOOK_DELIVERY_TIMEOUT", "30s"));

    private final CountDownLatch dead = new CountDownLatch(1);

    @AfterEach
    void close() {
        dead.countDown();
        fixture.close();
    }

    @Test
    void roomsKeepTheirOrderOverConnectionsThatTheReceiverClosesAtWill() {
        try (UnsteadyReceiver receiver = new UnsteadyReceiver()) {
            fixture.webhooks.webhook(PipelineFixture.SPACE, receiver.url(), PipelineFixture.SECRET);
            fixture.started();
            Map<String, List<String>> accepted = new HashMap<>();
            for (int array = 0; array < 30; array++) {
                List<NewEvent> events = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    events.add(fixture.event(PipelineFixture.SPACE, "room" + i % 7));
                }
                List<UUID> ids = append(events);
                for (int i = 0; i < ids.size(); i++) {
                    accepted.computeIfAbsent(events.get(i).roomId(), _ -> new ArrayList<>())
                            .add(ids.get(i).toString());
                }
            }
            PipelineFixture.await(() -> fixture.count("attempt where verdict = 'delivered'") == 3_000);
            accepted.values()
                    .forEach(ids -> assertThat(receiver.got.stream().filter(ids::contains))
                            .containsExactlyElementsOf(ids));
            assertThat(receiver.got).hasSize(3_000);
            assertThat(receiver.connections).hasValueGreaterThan(100);
            assertThat(fixture.count("attempt where n > 1")).isZero();
        }
    }

    @Test
    void aDeadReceiversBacklogWaitsInDueAndHoldsUpNobodyEvenOnItsHost() {
        otherSpace();
        fixture.receiver.answer(this::hangUnlessOther);
        fixture.started();
        int thousandTimes = 20_000;
        for (int i = 0; i < thousandTimes; i += 1_000) {
            append(Collections.nCopies(1_000, fixture.event(PipelineFixture.SPACE, "room" + i)));
        }
        List<UUID> others = append(Collections.nCopies(20, fixture.event(OTHER, "room")));
        others.forEach(id -> fixture.awaitVerdict(id, "delivered"));
        assertThat(fixture.count("attempt where n > 1")).isZero();
        assertThat(fixture.count("attempt where space_id = '" + PipelineFixture.SPACE + "'"))
                .isZero();
        assertThat(inMemory()).isLessThanOrEqualTo(LANE);
        assertThat(fixture.count("due")).isGreaterThanOrEqualTo(thousandTimes - LANE);

        dead.countDown();
        List<UUID> meanwhile = append(Collections.nCopies(20, fixture.event(OTHER, "room")));
        List<UUID> atLast = append(Collections.nCopies(20, fixture.event(PipelineFixture.SPACE, "new")));
        meanwhile.forEach(id -> fixture.awaitVerdict(id, "delivered"));
        atLast.forEach(id -> fixture.awaitVerdict(id, "delivered"));
        PipelineFixture.await(() -> fixture.count("due") == 0 && inMemory() == 0);
        assertThat(fixture.count("attempt where verdict = 'delivered'")).isEqualTo(thousandTimes + 60);
    }

    @Test
    void aBusyLanesWakeUpsDoNotKeepAnotherFromLookingBehindItsBound() throws InterruptedException {
        otherSpace();
        fixture.started();
        fixture.receiver.answer(500);
        UUID first = fixture.accept(OTHER, "room");
        UUID second = fixture.accept(OTHER, "another");
        fixture.awaitWritten(first, 1);
        fixture.awaitWritten(second, 1);
        fixture.postgres.execute(
                "update due set due_at = due_at + interval '1 hour' where event_id = '" + second + "'");
        fixture.receiver.answer(204);
        fixture.advance(Duration.ofSeconds(61));
        fixture.awaitVerdict(first, "delivered");
        Thread busy = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                fixture.pipeline.wake(PipelineFixture.SPACE);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
        fixture.postgres.execute("update due set due_at = spacehook_now() - interval '1 hour'");
        try {
            fixture.awaitVerdict(second, "delivered");
        } finally {
            busy.interrupt();
            busy.join();
        }
    }

    private void otherSpace() {
        fixture.webhooks.space(OTHER);
        fixture.webhooks.webhook(OTHER, fixture.receiver.url("/other"), PipelineFixture.SECRET);
    }

    private TestReceiver.Answer hangUnlessOther(TestReceiver.Notification notification) {
        try {
            if (!notification.path().equals("/other")) {
                dead.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return TestReceiver.Answer.of(204);
    }

    private double inMemory() {
        return fixture.registry.get("spacehook.deliveries.in.memory").gauge().value();
    }

    private List<UUID> append(List<NewEvent> events) {
        return fixture.pipeline.journal().append(events).stream()
                .map(receipt -> ((Receipt.Stored) receipt).id())
                .toList();
    }
}
