package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import dev.spacehook.storage.TestDatabase;
import dev.spacehook.storage.TestDatabaseSql;
import dev.spacehook.telemetry.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final RecordingSink sink = new RecordingSink();
    private final Partitions partitions =
            new Partitions(POSTGRES.database(), POSTGRES.settings().retention());
    private final Journal journal = new Journal(
            POSTGRES.database(), POSTGRES.settings(), partitions, new Meters(new SimpleMeterRegistry()), sink);

    @BeforeEach
    void start() {
        POSTGRES.execute("truncate event, attempt, due, event_key");
        partitions.ensureNow();
        journal.start();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void storesBeforeItAnswersAndHandsOverInOrder() {
        List<NewEvent> events =
                IntStream.range(0, 1_000).mapToObj(i -> event("room" + i, null)).toList();
        List<UUID> ids = journal.append(events).stream().map(JournalTest::id).toList();
        assertThat(POSTGRES.query(Long.class, "select count(*) from event")).isEqualTo(1_000);
        assertThat(sink.delivered).extracting(Event::id).containsExactlyElementsOf(ids);
        assertThat(ids.stream().map(UUID::toString)).isSorted();
        assertThat(sink.held).hasValue(1_000);
    }

    @Test
    void letsABatchGatherWhileTheReceiversAreBehind() {
        sink.ahead.set(3);
        id(journal.append(List.of(event("room", null))).getFirst());
        assertThat(sink.ahead).hasValue(0);
    }

    @Test
    void storesInTheEndThoughTheReceiversStayBehind() {
        sink.ahead.set(Integer.MAX_VALUE);
        id(journal.append(List.of(event("room", null))).getFirst());
        assertThat(sink.ahead.get()).isBetween(1, Integer.MAX_VALUE - 1);
    }

    @Test
    void idsCarryTheMomentOfTheirInsert() {
        Instant before = now().minusMillis(1);
        UUID id = id(journal.append(List.of(event("room", null))).getFirst());
        assertThat(id.version()).isEqualTo(7);
        assertThat(Ids.time(id)).isBetween(before, now());
        assertThat(POSTGRES.query(java.time.OffsetDateTime.class, "select spacehook_uuid7_time('" + id + "')")
                        .toInstant())
                .isEqualTo(Ids.time(id));
        assertThat(POSTGRES.query(UUID.class, "select spacehook_uuid7_floor('" + Ids.time(id) + "')"))
                .isEqualTo(Ids.floor(Ids.time(id)));
    }

    private static Instant now() {
        return POSTGRES.query(java.time.OffsetDateTime.class, "select spacehook_now()")
                .toInstant();
    }

    @Test
    void aRepeatedKeyIsStoredOnceAndAnsweredAlike() {
        Receipt first = journal.append(List.of(event("room", key("k", "same")))).getFirst();
        Receipt again = journal.append(List.of(event("room", key("k", "same")))).getFirst();
        Receipt other =
                journal.append(List.of(event("room", key("k", "other")))).getFirst();
        assertThat(again).isEqualTo(first);
        assertThat(other).isInstanceOf(Receipt.KeyConflict.class);
        assertThat(sink.delivered).hasSize(1);
        assertThat(sink.held).hasValue(1);
    }

    @Test
    void theSameKeyTwiceInOneBatchAndAtOnceIsStoredOnce() {
        List<CompletableFuture<List<Receipt>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<List<Receipt>> answer = new CompletableFuture<>();
            answers.add(answer);
            NewEvent event = event("room", key("once", "same"));
            journal.append(List.of(event, event), Runnable::run, answer::complete);
        }
        assertThat(answers.stream().flatMap(answer -> answer.join().stream()).distinct())
                .hasSize(1);
        assertThat(POSTGRES.query(Long.class, "select count(*) from event")).isEqualTo(1);
    }

    @Test
    void aPoisonedRowIsRefusedAloneAndTheOthersAreStored() {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(event(i == 13 ? "bad\u0000room" : "room" + i, null));
        }
        List<Receipt> receipts = journal.append(events);
        assertThat(receipts.get(13)).isInstanceOf(Receipt.Refused.class);
        assertThat(receipts.stream().filter(Receipt.Stored.class::isInstance)).hasSize(19);
        assertThat(sink.held).hasValue(19);
    }

    @Test
    void whatFindsItsLaneFullIsPutIntoDueWithTheSameStatement() {
        sink.full = true;
        UUID id = id(journal.append(List.of(event("room", null))).getFirst());
        assertThat(POSTGRES.query(UUID.class, "select event_id from due")).isEqualTo(id);
        assertThat(sink.delivered).isEmpty();
        assertThat(sink.spilling).hasValue(0);
    }

    @Test
    void makesTheDaysPartitionWhenTheClockJumps() {
        POSTGRES.clock().advance(Duration.ofDays(40));
        assertThat(journal.append(List.of(event("room", null))).getFirst()).isInstanceOf(Receipt.Stored.class);
    }

    @Test
    void aLostConnectionIsAnsweredUnconfirmedAndHealsByItself() {
        journal.append(List.of(event("room", null)));
        POSTGRES.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'spacehook-journal'");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> journal.append(List.of(event("room", null))).getFirst() instanceof Receipt.Stored);
        assertThat(sink.held).hasValue(sink.delivered.size());
    }

    @Test
    void aCallerWaitsTwoSecondsAtMostAndWhatCommitsLaterIsDelivered() throws Exception {
        try (Connection blocker = POSTGRES.database().openDirect("blocker")) {
            blocker.setAutoCommit(false);
            TestDatabaseSql.execute(blocker, "lock table event in access exclusive mode");
            assertThat(journal.append(List.of(event("room", null))).getFirst()).isInstanceOf(Receipt.Unconfirmed.class);
            blocker.rollback();
        }
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> journal.append(List.of(event("room", null))).getFirst() instanceof Receipt.Stored);
        assertThat(sink.delivered)
                .hasSize(
                        POSTGRES.query(Long.class, "select count(*) from event").intValue());
    }

    @Test
    void aStatementThatLostADeadlockOrALockIsRepeated() {
        POSTGRES.execute("create sequence tries");
        onInsert("""
                if nextval('tries') = 1 then raise exception 'lost' using errcode = '40P01'; end if;
                if currval('tries') = 2 then raise exception 'lost' using errcode = '55P03'; end if;
                """);
        try {
            assertThat(journal.append(List.of(event("room", null))).getFirst()).isInstanceOf(Receipt.Stored.class);
            // what a sequence counts is not rolled back
            assertThat(POSTGRES.query(Long.class, "select last_value from tries"))
                    .isEqualTo(3);
        } finally {
            POSTGRES.execute("drop function on_insert cascade; drop sequence tries");
        }
    }

    /** As PostgreSQL gives when the wait for a synchronous standby was cancelled. */
    @Test
    void aCommitWithAWarningIsNotConfirmed() {
        onInsert("raise warning 'canceling wait for synchronous replication';");
        try {
            assertThat(journal.append(List.of(event("room", null))).getFirst()).isInstanceOf(Receipt.Unconfirmed.class);
        } finally {
            POSTGRES.execute("drop function on_insert cascade");
        }
    }

    /** Small batches are inserted and large ones copied: the ids belong to their events either way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 300})
    void everyEventGetsItsOwnId(int size) {
        List<NewEvent> events = IntStream.range(0, size)
                .mapToObj(i -> event("room-" + size + "-" + i, null))
                .toList();
        List<Receipt> receipts = journal.append(events);
        List<String> rooms = receipts.stream()
                .map(receipt ->
                        POSTGRES.query(String.class, "select room_id from event where id = '" + id(receipt) + "'"))
                .toList();
        assertThat(rooms).isEqualTo(events.stream().map(NewEvent::roomId).toList());
        assertThat(receipts.stream().map(JournalTest::id).map(UUID::toString)).isSorted();
    }

    private static void onInsert(String statements) {
        POSTGRES.execute("create function on_insert() returns trigger language plpgsql as $$ begin " + statements
                + " return new; end $$");
        POSTGRES.execute("create trigger on_insert before insert on event for each row execute function on_insert()");
    }

    static NewEvent event(String room, EventKey key) {
        return new NewEvent(
                "space", 1, EventName.CALL_STARTED, room, null, Instant.parse("2026-11-24T06:30:00Z"), false, key);
    }

    private static EventKey key(String key, String content) {
        return new EventKey("client", key, content.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID id(Receipt receipt) {
        return ((Receipt.Stored) receipt).id();
    }
}
