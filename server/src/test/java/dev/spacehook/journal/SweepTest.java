package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.TestDatabase;
import dev.spacehook.telemetry.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SweepTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final Settings.Delivery settings = POSTGRES.settings().delivery();
    private final Duration margin = Sweep.margin(settings);
    private final AtomicLong nanos = new AtomicLong(1);
    private final Outages outages = new Outages(margin, nanos::get);
    private final Sweep sweep =
            new Sweep(POSTGRES.database(), settings, outages, new Meters(new SimpleMeterRegistry()), nanos::get);
    private final JournalStore store = new JournalStore(settings);

    @BeforeEach
    void clean() {
        new Partitions(POSTGRES.database(), Duration.ofDays(30)).ensureNow();
        POSTGRES.execute("truncate event, attempt, due");
        POSTGRES.execute("update sweep set checkpoint = spacehook_now()");
    }

    @Test
    void findsAnEventThatNobodyWorksOnOnceItIsBehindTheMargin() {
        UUID id = stored();
        advance(margin.minusSeconds(5));
        sweep.runOnce();
        assertThat(due()).isZero();
        advance(Duration.ofSeconds(10));
        sweep.runOnce();
        assertThat(POSTGRES.query(UUID.class, "select event_id from due")).isEqualTo(id);
    }

    @Test
    void leavesAloneWhatHasAnAttemptOrWaits() {
        UUID attempted = stored();
        UUID waiting = stored();
        POSTGRES.execute("insert into attempt (event_id, n, space_id, verdict) values ('" + attempted
                + "', 1, 'space', 'delivered')");
        POSTGRES.execute("insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)"
                + " values ('" + waiting + "', 'space', 1, 1, 3, spacehook_now() + '1h', spacehook_now() + '1d')");
        advance(margin.plusSeconds(5));
        sweep.runOnce();
        assertThat(due()).isEqualTo(1);
        assertThat(POSTGRES.query(Integer.class, "select attempt::int from due"))
                .isEqualTo(1);
    }

    @Test
    void doesNotPassARowThatCommitsLate() throws SQLException {
        try (Connection late = POSTGRES.database().openDirect("late")) {
            late.setAutoCommit(false);
            UUID id = store.insert(late, rows(1))[0];
            advance(margin.multipliedBy(5));
            sweep.runOnce();
            late.commit();
            assertThat(due()).isZero();
            sweep.runOnce();
            assertThat(POSTGRES.query(UUID.class, "select event_id from due")).isEqualTo(id);
        }
    }

    @Test
    void oneSweepAtATime() throws SQLException {
        stored();
        advance(margin.plusSeconds(5));
        try (Connection other = POSTGRES.database().openDirect("other")) {
            other.setAutoCommit(false);
            TestDatabaseSql.execute(other, "select pg_advisory_xact_lock(7302, 1)");
            sweep.runOnce();
            assertThat(due()).isZero();
            other.rollback();
        }
        sweep.runOnce();
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void aClockSetBackIsWaitedForAndThenEverythingRecentIsSwept() {
        advance(Duration.ofHours(2));
        sweep.runOnce();
        UUID ahead = stored();
        POSTGRES.execute("insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)"
                + " values (gen_random_uuid(), 'space', 1, 1, 3, spacehook_now(), spacehook_now() + '1d')");
        advance(Duration.ofHours(-2));
        UUID behind = stored();
        advance(Duration.ofMinutes(-30));
        sweep.runOnce();
        assertThat(due()).isEqualTo(1);
        nanos.addAndGet(margin.toNanos());
        sweep.runOnce();
        assertThat(POSTGRES.query(
                        Long.class, "select count(*) from due where event_id in ('" + ahead + "', '" + behind + "')"))
                .isEqualTo(2);
        assertThat(POSTGRES.query(Boolean.class, "select max(due_at) <= spacehook_now() + interval '1h' from due"))
                .isTrue();
        assertThat(POSTGRES.query(Boolean.class, "select checkpoint < spacehook_now() from sweep"))
                .isTrue();
        advance(Duration.ofMinutes(30));
    }

    @Test
    void standsStillForOneMarginAfterAnOutageButCannotBeStarved() {
        stored();
        advance(margin.plusSeconds(5));
        outages.seen();
        outages.over();
        sweep.runOnce();
        assertThat(due()).isZero();
        nanos.addAndGet(margin.toNanos() / 2);
        outages.seen();
        outages.over();
        nanos.addAndGet(margin.toNanos() / 2 + 1);
        sweep.runOnce();
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void theFirstSweepOfALonelyDatabaseHasNoHorizon() {
        UUID id = stored();
        sweep.recoverAll();
        assertThat(POSTGRES.query(UUID.class, "select event_id from due")).isEqualTo(id);
    }

    private UUID stored() {
        return POSTGRES.database().read(connection -> store.insert(connection, rows(1))[0]);
    }

    private static List<JournalStore.Row> rows(int count) {
        return java.util.Collections.nCopies(count, new JournalStore.Row(JournalTest.event("room", null), false));
    }

    private static long due() {
        return POSTGRES.query(Long.class, "select count(*) from due");
    }

    private static void advance(Duration by) {
        POSTGRES.clock().advance(by);
    }
}
