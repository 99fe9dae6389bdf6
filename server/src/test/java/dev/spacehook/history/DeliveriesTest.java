package dev.spacehook.history;

import static dev.spacehook.history.HistoryData.EPOCH;
import static dev.spacehook.history.HistoryData.NEXT;
import static dev.spacehook.history.HistoryData.START;
import static dev.spacehook.history.HistoryData.TRIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.api.Problem;
import dev.spacehook.event.EventName;
import dev.spacehook.history.Delivery.Status;
import dev.spacehook.storage.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveriesTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private static final Instant AT = START.plusSeconds(60);

    private final HistoryData data = new HistoryData(POSTGRES.database()).prepared();
    private final Deliveries deliveries = new Deliveries(
            POSTGRES.database(), POSTGRES.settings(), new IgnoredEvents(), space -> {}, HistoryData.NO_TESTS);
    private final String space = "s" + UUID.randomUUID();

    @BeforeEach
    void space() {
        data.space(space);
    }

    @ParameterizedTest
    @EnumSource
    void readsTheStateOutOfTheRows(DeliveryState state) {
        UUID id = data.event(space, AT);
        state.write(data, space, id);

        Delivery delivery = deliveries.get(space, id.toString()).delivery();

        assertThat(DeliveryState.Expected.of(delivery)).isEqualTo(state.expected());
        assertThat(delivery.lastAttemptAt()).isEqualTo(delivery.attempts() == 0 ? null : TRIED);
        assertThat(delivery.acceptedAt()).isEqualTo(AT);
        assertThat(delivery.occurredAt()).isEqualTo(AT.minusMillis(250));
    }

    @ParameterizedTest
    @EnumSource
    void findsEachStateByItsFilterOnly(DeliveryState state) {
        state.write(data, space, data.event(space, AT));

        Status actual = state.expected().status();
        for (Status status : Status.values()) {
            List<Delivery> found = list(DeliveryFilter.of(status, null, null));
            assertThat(found).as(status.wireName()).hasSize(status == actual ? 1 : 0);
        }
        assertThat(list(DeliveryFilter.NONE)).extracting(Delivery::status).containsExactly(actual);
    }

    @Test
    void pagesAreNewestFirstAndCompleteWhileOthersArrive() throws InterruptedException {
        List<UUID> expected = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            expected.addFirst(data.event(space, AT.plusMillis(i)));
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; !done.get(); i++) {
                data.event(space, AT.plusSeconds(1).plusMillis(i));
            }
        });
        List<UUID> walked = walk(DeliveryFilter.NONE, 7);
        done.set(true);
        writer.join();

        assertThat(walked).doesNotHaveDuplicates();
        assertThat(walked.subList(walked.size() - 120, walked.size())).isEqualTo(expected);
    }

    @Test
    void walksEveryStateCompletely() {
        Map<Status, List<UUID>> expected = new EnumMap<>(Status.class);
        List<Status> all = List.of(Status.values());
        for (int i = 0; i < 700; i++) {
            UUID id = data.event(space, AT.plusMillis(i));
            Status status = all.get(i % all.size());
            expected.computeIfAbsent(status, any -> new ArrayList<>()).addFirst(id);
            switch (status) {
                case PENDING -> data.due(id, space, EPOCH, 0, false, NEXT);
                case DELIVERED -> data.delivered(id, space, TRIED);
                case FAILED -> data.settled(id, space, 1, "expired");
                case CANCELLED -> data.due(id, space, EPOCH - 1, 0, false, NEXT);
            }
        }
        for (Status status : Status.values()) {
            assertThat(walk(DeliveryFilter.of(status, null, null), 60)).isEqualTo(expected.get(status));
        }
    }

    @Test
    void filtersByEventRoomAndTimeTogether() {
        UUID wanted = data.event(space, AT, "record_finished", "here", EPOCH);
        data.event(space, AT.minusMillis(1), "record_finished", "here", EPOCH);
        data.event(space, AT.plusMillis(1), "record_finished", "here", EPOCH);
        data.event(space, AT, "record_finished", "there", EPOCH);
        data.event(space, AT, "call_finished", "here", EPOCH);

        List<Delivery> found = list(new DeliveryFilter(null, EventName.RECORD_FINISHED, "here", AT, AT.plusMillis(1)));

        assertThat(found).extracting(Delivery::id).containsExactly(wanted);
        assertThat(found.getFirst().recordId()).isEqualTo("record");
    }

    @Test
    void boundsFinerThanAMillisecondAreRoundedUp() {
        UUID id = data.event(space, AT);

        assertThat(list(new DeliveryFilter(null, null, null, AT.plusNanos(1), null)))
                .isEmpty();
        assertThat(list(new DeliveryFilter(null, null, null, null, AT.plusNanos(1))))
                .extracting(Delivery::id)
                .containsExactly(id);
        assertThat(list(new DeliveryFilter(null, null, null, Instant.MIN, Instant.MAX)))
                .hasSize(1);
    }

    @Test
    void findsARareRoomBehindManyOthers() {
        UUID rare = data.event(space, AT, "call_started", "rare", EPOCH);
        data.run(
                "insert into event select spacehook_uuid7(?::timestamptz + i * interval '1 ms', 0), ?, ?, 'call_started',"
                        + " 'other', null, now(), false from generate_series(1, 6000) i",
                HistoryData.time(AT),
                space,
                EPOCH);

        assertThat(walk(new DeliveryFilter(null, null, "rare", null, null), 50)).containsExactly(rare);
        assertThat(walk(new DeliveryFilter(Status.PENDING, null, "rare", null, null), 50))
                .containsExactly(rare);
    }

    @Test
    void aCursorBelongsToItsListOnly() {
        data.event(space, AT);
        data.event(space, AT);
        String cursor = Objects.requireNonNull(
                deliveries.list(space, DeliveryFilter.NONE, 1, null).nextCursor());
        DeliveryFilter other = DeliveryFilter.of(Status.PENDING, null, null);

        assertThat(deliveries.list(space, DeliveryFilter.NONE, 1, cursor).items())
                .hasSize(1);
        assertBadCursor(() -> deliveries.list(space, other, 1, cursor));
        assertBadCursor(() -> deliveries.list("other", DeliveryFilter.NONE, 1, cursor));
        for (String forged : List.of("", "x", "A".repeat(32), cursor + "A", cursor.substring(1), "é".repeat(32))) {
            assertBadCursor(() -> deliveries.list(space, DeliveryFilter.NONE, 1, forged));
        }
    }

    private static void assertBadCursor(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.BAD_FIELD);
            assertThat(problem.field()).isEqualTo("cursor");
        });
    }

    @Test
    void anotherSpacesIdIsNotFoundHere() {
        String foreign = data.event("elsewhere", AT).toString();
        UUID missing = UUID.fromString("0199a3b1-7c44-7000-9f4e-2f9c5b1de0a7");
        String upper = data.event(space, AT).toString().toUpperCase(Locale.ROOT);

        for (String id : List.of(foreign, missing.toString(), upper, "x", "1-1-1-1-1", "")) {
            assertThatThrownBy(() -> deliveries.get(space, id))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(Problem.Code.DELIVERY_NOT_FOUND));
        }
    }

    @Test
    void showsBodyAndEveryAttempt() {
        UUID id = data.event(space, AT, "record_finished", "room", EPOCH);
        data.failed(id, space, TRIED);
        data.settled(id, space, 4, "cancelled");

        DeliveryDetails details = deliveries.get(space, id.toString());

        assertThat(details.body())
                .isEqualTo(new DeliveryDetails.Body(EventName.RECORD_FINISHED, "room", space, "record"));
        assertThat(details.attemptLog())
                .hasSize(3)
                .element(2)
                .satisfies(entry -> assertThat(entry)
                        .isEqualTo(
                                new AttemptLogEntry(3, TRIED.plusSeconds(120), 20, 500, "http_5xx", null, "answer")));
    }

    @Test
    void anAnswerIsDecodedLossily() {
        assertThat(HistoryStore.text(new byte[] {'a', 0, (byte) 0xc0, (byte) 0x80, 'b'}))
                .isEqualTo("a\uFFFD\uFFFDb");
        assertThat(HistoryStore.text(null)).isNull();
    }

    @Test
    void aSpaceIsKnownEvenWhenDeleted() {
        data.run("update space set deleted_at = spacehook_now() where id = ?", space);

        deliveries.requireKnown(space);
        assertThatThrownBy(() -> deliveries.requireKnown("never")).isInstanceOf(Problem.class);
    }

    private List<Delivery> list(DeliveryFilter filter) {
        return deliveries.list(space, filter, 50, null).items();
    }

    private List<UUID> walk(DeliveryFilter filter, int limit) {
        List<UUID> ids = new ArrayList<>();
        String cursor = null;
        do {
            DeliveryPage page = deliveries.list(space, filter, limit, cursor);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(delivery -> ids.add(delivery.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        return ids;
    }
}
