package dev.spacehook.history;

import static dev.spacehook.history.HistoryData.EPOCH;
import static dev.spacehook.history.HistoryData.time;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.event.EventName;
import dev.spacehook.history.Delivery.Status;
import dev.spacehook.storage.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A long history: {@code -Dspacehook.test.history=10000000} makes it as long as docs/decisions/0151 says; the times
 * are in target/history.txt. One space has nine tenths of the events: 2 of 100 have failed, 1 was cancelled, the newest thousandth
 * waits.
 */
class HistoryScaleTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private static final int EVENTS = Integer.getInteger("spacehook.test.history", 50_000);
    private static final Path REPORT = Path.of("target", "history.txt");
    private static final int DAYS = 10;
    private static final int BATCH = 100_000;
    private static final int TIMES = 15;
    private static final String SPACE = "busy";

    /** The first event's; the last one was a minute ago. */
    private static final Instant FIRST =
            Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(DAYS - 1));

    private static final Instant LAST = Instant.now().minusSeconds(60);

    private static final HistoryData DATA = new HistoryData(POSTGRES.database());
    private final Deliveries deliveries = new Deliveries(
            POSTGRES.database(), POSTGRES.settings(), new IgnoredEvents(), space -> {}, HistoryData.NO_TESTS);

    @BeforeAll
    static void write() throws IOException, SQLException {
        Files.deleteIfExists(REPORT);
        report("events", String.valueOf(EVENTS));
        DATA.space(SPACE);
        Instant midnight = FIRST.truncatedTo(ChronoUnit.DAYS);
        for (int day = 0; day <= DAYS; day++) {
            partition("event", midnight.plus(day, ChronoUnit.DAYS));
            partition("attempt", midnight.plus(day, ChronoUnit.DAYS));
        }
        for (int from = 0; from < EVENTS; from += BATCH) {
            write(from, Math.min(EVENTS, from + BATCH) - 1);
        }
        DATA.run("update sweep set checkpoint = ?", time(LAST));
        settle();
    }

    /** As autovacuum would have done; on a connection that may take its time. */
    private static void settle() throws SQLException {
        try (Connection connection = POSTGRES.database().openDirect("scale");
                Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = 0");
            statement.execute("vacuum analyze event, attempt, due");
        }
    }

    private static void partition(String table, Instant day) {
        String name = table + "_" + day.toString().substring(0, 10).replace("-", "");
        POSTGRES.execute("drop table if exists " + name);
        POSTGRES.execute("create table " + name + " partition of " + table + " for values from"
                + " ('" + POSTGRES.query(UUID.class, "select spacehook_uuid7_floor('" + day + "')") + "') to ('"
                + POSTGRES.query(UUID.class, "select spacehook_uuid7_floor('" + day.plus(1, ChronoUnit.DAYS) + "')")
                + "')");
    }

    /** Rooms follow one another, six events to a call; one room in the middle had a single event. */
    private static void write(int from, int to) {
        double step = (double) Duration.between(FIRST, LAST).toMillis() / EVENTS;
        DATA.run("""
                with made as materialized (
                    select i, ?::timestamptz + i * ? * interval '1 ms' as at from generate_series(?, ?) i),
                inserted as (
                    insert into event
                    select spacehook_uuid7(at, i % 4096), case when i % 10 = 9 then 'other' || i % 97 else ? end, ?,
                           (array['call_started', 'record_started', 'record_finished', 'call_finished'])[1 + i % 4],
                           case when i = ? then 'rare' else 'room-' || i / 60 % 5000 end, null, at, false
                    from made
                    returning *)
                insert into attempt (event_id, n, space_id, started_at, duration_ms, status_code, error, verdict)
                select id, 1, space_id, occurred_at, 20 + (random() * 100)::int,
                       case when v = 'delivered' then 200 when v = 'failed' then 500 end,
                       case v when 'failed' then 'http_5xx' when 'cancelled' then 'cancelled' end, v
                from (select *, case when r < 0.97 then 'delivered' when r < 0.99 then 'failed' else 'cancelled' end as v
                      from (select *, random() as r from inserted) rolled) settled
                where occurred_at < ?
                """, time(FIRST), step, from, to, SPACE, EPOCH, EVENTS / 2 / 10 * 10, time(waitingFrom()));
        DATA.run(
                "insert into due select id, space_id, epoch, 0, 3, false, occurred_at, occurred_at + interval '1 day'"
                        + " from event where id >= spacehook_uuid7_floor(?) on conflict do nothing",
                time(waitingFrom()));
    }

    private static Instant waitingFrom() {
        return LAST.minus(Duration.between(FIRST, LAST).dividedBy(1_000));
    }

    private DeliveryPage list(DeliveryFilter filter, @Nullable String cursor) {
        return deliveries.list(SPACE, filter, 50, cursor);
    }

    private static DeliveryFilter with(Status status) {
        return DeliveryFilter.of(status, null, null);
    }

    private static DeliveryFilter room(String room) {
        return new DeliveryFilter(null, null, room, null, null);
    }

    @Test
    void everyKindOfPageIsThere() {
        measure("newest page", DeliveryFilter.NONE);
        for (Status status : Status.values()) {
            assertThat(measure(status.wireName(), with(status)))
                    .isNotEmpty()
                    .allMatch(delivery -> delivery.status() == status);
        }
        Instant middle = FIRST.plus(Duration.between(FIRST, LAST).dividedBy(2));
        assertThat(measure("an hour", new DeliveryFilter(null, null, null, middle, middle.plus(1, ChronoUnit.HOURS))))
                .hasSize(50);
        measure("event", new DeliveryFilter(null, EventName.RECORD_FINISHED, null, null, null));
        assertThat(measure("a room", room("room-7"))).isNotEmpty();
        measure("a room, of a day", new DeliveryFilter(null, null, "none", LAST.minus(1, ChronoUnit.DAYS), null));
        assertThat(measure("a room's failures", new DeliveryFilter(Status.FAILED, null, "room-7", null, null)))
                .allMatch(delivery -> delivery.roomId().equals("room-7"));
        report("status", milliseconds(() -> deliveries.status(SPACE)));
        report("the day's chart", milliseconds(() -> deliveries.lastDay(SPACE)));
    }

    /** A room without an index: found behind as many short pages as it takes. */
    @Test
    void aRareRoomIsFoundAtLast() {
        long begin = System.nanoTime();
        int pages = 0;
        List<Delivery> found = new ArrayList<>();
        DeliveryPage page = new DeliveryPage(List.of(), null);
        do {
            page = list(room("rare"), page.nextCursor());
            found.addAll(page.items());
            pages++;
        } while (page.nextCursor() != null);
        report("a rare room", pages + " pages, " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
        assertThat(found).extracting(Delivery::roomId).containsExactly("rare");
    }

    @Test
    void pagesStayAsTheyAreWhileThousandsArrive() throws InterruptedException {
        DeliveryPage newest = list(DeliveryFilter.NONE, null);
        List<UUID> before = walk(newest.nextCursor(), 2_000);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            do {
                arrive();
            } while (!done.get());
        });
        List<UUID> during = walk(newest.nextCursor(), 2_000);
        done.set(true);
        writer.join();

        assertThat(during).doesNotHaveDuplicates().isEqualTo(before);
        assertThat(list(DeliveryFilter.NONE, null).items()).doesNotContainAnyElementsOf(newest.items());
    }

    /** Events with their attempts, as a busy hour brings them. */
    private static void arrive() {
        DATA.run("""
                with inserted as (
                    insert into event
                    select spacehook_uuid7(clock_timestamp(), i), ?, ?, 'call_started', 'room', null, now(), false
                    from generate_series(1, 100) i
                    returning *)
                insert into attempt (event_id, n, space_id, started_at, duration_ms, status_code, verdict)
                select id, 1, space_id, now(), 20, 200, 'delivered' from inserted
                """, SPACE, EPOCH);
    }

    /** The ids of at least so many deliveries, page by page. */
    private List<UUID> walk(@Nullable String cursor, int count) {
        List<UUID> walked = new ArrayList<>();
        String next = cursor;
        do {
            DeliveryPage page = list(DeliveryFilter.NONE, next);
            page.items().forEach(delivery -> walked.add(delivery.id()));
            next = page.nextCursor();
        } while (next != null && walked.size() < count);
        return walked;
    }

    /** All but the last day's, so that the others find failures whatever runs first. */
    @Test
    void sendsEveryFailureAgain() {
        Instant to = LAST.minus(1, ChronoUnit.DAYS);
        long failed = DATA.query(
                "select count(*) from attempt where space_id = ? and verdict = 'failed' and event_id < spacehook_uuid7_floor(?)",
                SPACE,
                time(to));
        long begin = System.nanoTime();
        assertThat(deliveries.resendAll(SPACE, Status.FAILED, null, to)).isEqualTo(failed);
        report("sending " + failed + " again", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
        report("its progress", milliseconds(() -> deliveries.waiting(SPACE, FIRST, to)));
        assertThat(deliveries.waiting(SPACE, FIRST, to)).isEqualTo(failed);
    }

    private List<Delivery> measure(String name, DeliveryFilter filter) {
        report(name, milliseconds(() -> list(filter, null)));
        return list(filter, null).items();
    }

    private static void report(String what, String time) {
        try {
            Files.writeString(
                    REPORT,
                    what + ": " + time + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The median and the slowest of some. */
    private static String milliseconds(Runnable work) {
        long[] times = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            work.run();
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        return "%.1f ms, at most %.1f ms".formatted(times[TIMES / 2] / 1e6, times[TIMES - 1] / 1e6);
    }
}
