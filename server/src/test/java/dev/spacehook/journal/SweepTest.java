package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.TestDatabase;
import dev.spacehook.storage.TestDatabaseSql;
import dev.spacehook.telemetry.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        POSTGRES.execute("update sweep set checkpoint = spacehook_now() - interval '" + margin.toSeconds() + " s'");
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
    void doesNotPassARowThatIsInsertedAndCommitsLate() throws SQLException {
        doesNotPassWhatCommitsLate(JournalStore::insertAtOnce);
    }

    @Test
    void doesNotPassARowThatIsCopiedInAndCommitsLate() throws SQLException {
        doesNotPassWhatCommitsLate(store::copy);
    }

    private interface Insert {
        UUID[] into(Connection connection, List<JournalStore.Row> rows) throws SQLException;
    }

    private void doesNotPassWhatCommitsLate(Insert insert) throws SQLException {
        try (Connection late = POSTGRES.database().openDirect("late")) {
            late.setAutoCommit(false);
            UUID id = insert.into(late, rows(1))[0];
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
        advance(Duration.ofHours(-2));
        UUID behind = stored();
        advance(Duration.ofMinutes(-30));
        sweepAll(sweep);
        assertThat(due()).isZero();
        nanos.addAndGet(margin.toNanos());
        sweepAll(sweep);
        assertThat(POSTGRES.query(
                        Long.class, "select count(*) from due where event_id in ('" + ahead + "', '" + behind + "')"))
                .isEqualTo(2);
        assertThat(POSTGRES.query(Boolean.class, "select checkpoint < spacehook_now() from sweep"))
                .isTrue();
        advance(Duration.ofMinutes(30));
    }

    @Test
    void whatIsInTheMarginIsLeftAloneAfterAClockWasSetBack() {
        advance(Duration.ofHours(2));
        sweep.runOnce();
        advance(Duration.ofHours(-2));
        sweepAll(sweep);
        nanos.addAndGet(margin.toNanos());
        stored();
        sweepAll(sweep);
        assertThat(due()).isZero();
        advance(margin.plusSeconds(5));
        sweepAll(sweep);
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void whatAClockThatWasAheadMadeWaitComesDueOnceItIsSetBack() {
        advance(Duration.ofDays(3));
        sweep.runOnce();
        waiting("retry", false, Duration.ofMinutes(1));
        waiting("claimed", true, Sweep.lease(settings));
        advance(Duration.ofDays(-3));
        waiting("longest wait", false, Duration.ofHours(1));
        sweepAll(sweep);
        nanos.addAndGet(margin.toNanos());
        waiting("claimed again", true, Sweep.lease(settings));
        sweepAll(sweep);
        assertThat(POSTGRES.query(
                        String.class,
                        "select string_agg(space_id, ', ' order by space_id) from due"
                                + " where due_at <= spacehook_now() and not leased"))
                .isEqualTo("claimed, retry");
    }

    @Test
    void whatAClockSetBackByLittleMoreThanTheMarginOwesOutlivesTheNodeThatSawIt() {
        sweepAll(sweep);
        advance(margin.multipliedBy(2));
        sweepAll(sweep);
        advance(margin.plusSeconds(5).negated());
        UUID behindTheCheckpoint = stored();
        sweep.runOnce();
        Sweep another =
                new Sweep(POSTGRES.database(), settings, outages, new Meters(new SimpleMeterRegistry()), nanos::get);
        advance(margin.multipliedBy(2));
        another.runOnce();
        nanos.addAndGet(margin.toNanos());
        sweepAll(another);
        assertThat(POSTGRES.query(UUID.class, "select event_id from due")).isEqualTo(behindTheCheckpoint);
    }

    @Test
    void aLonelyDatabaseWhoseClockWasSetBackIsSetRightAtTheStart() {
        UUID unknown = stored();
        waiting("retry", false, Duration.ofDays(3));
        advance(margin.plusSeconds(10));
        POSTGRES.execute("update sweep set checkpoint = spacehook_now() + interval '3 days'");
        sweep.recoverAll();
        assertThat(POSTGRES.query(Long.class, "select count(*) from due where due_at <= spacehook_now()"))
                .isEqualTo(2);
        assertThat(POSTGRES.query(Long.class, "select count(*) from due where event_id = '" + unknown + "'"))
                .isEqualTo(1);
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

    /** A checkpoint within the margin would be taken for one of a clock that was ahead, again and again. */
    @Test
    @Timeout(60)
    void recoversMoreThanAChunkOfTheLastMomentsAtOnce() {
        storeMoreThanAChunk();
        sweep.recoverAll();
        assertThat(due()).isEqualTo(100_500);
    }

    private static void storeMoreThanAChunk() {
        POSTGRES.execute("""
                insert into event (id, space_id, epoch, name, room_id, occurred_at, is_test)
                select spacehook_uuid7(spacehook_now(), n % 4096), 'space', 1, 'call_started', 'room', now(), false
                from generate_series(1, 100500) n
                """);
    }

    @Test
    void oneTransactionTakesAHundredThousandAndTheNextGoesOnFromThere() {
        storeMoreThanAChunk();
        advance(margin.plusSeconds(5));
        assertThat(sweep.runOnce()).isTrue();
        assertThat(due()).isEqualTo(100_000);
        sweepAll(sweep);
        assertThat(due()).isEqualTo(100_500);
    }

    @Test
    void aSweepThatKeepsUpTakesFiveThousandAtATime() {
        storeMoreThanAChunk();
        keepUp();
        assertThat(sweep.runOnce()).isTrue();
        assertThat(due()).isEqualTo(5_000);
    }

    /** The checkpoint is no finer than a millisecond: a sweep that stopped within one would begin there for ever. */
    @Test
    void aSweepThatKeepsUpGetsPastAMillisecondWithMoreThanThat() {
        POSTGRES.execute("""
                insert into event (id, space_id, epoch, name, room_id, occurred_at, is_test)
                select spacehook_uuid7(at, n % 4096), 'space', 1, 'call_started', 'room', now(), false
                from spacehook_now() as at, generate_series(1, 12000) n
                """);
        keepUp();
        assertThat(sweep.runOnce()).isTrue();
        assertThat(due()).isEqualTo(5_000);
        assertThat(sweep.runOnce()).isFalse();
        assertThat(due()).isEqualTo(12_000);
    }

    /** As if it had swept up to some seconds before what is stored. */
    private void keepUp() {
        advance(margin.plusSeconds(5));
        POSTGRES.execute("update sweep set checkpoint = spacehook_now() - interval '"
                + margin.plusSeconds(10).toSeconds() + " s'");
    }

    /** Statistics end before the newest rows: of a range among these they promise one row. */
    @Test
    void readsEachOutcomeOnceWhateverTheStatisticsSay() {
        storeDelivered(20_000, Duration.ofHours(1));
        POSTGRES.execute("analyze event, attempt, due");
        storeDelivered(5_000, Duration.ZERO);
        advance(margin.plusSeconds(5));
        storeDelivered(5_000, Duration.ZERO);
        long before = attemptsRead();
        sweepAll(sweep);
        Awaitility.await().until(() -> attemptsRead() > before);
        assertThat(attemptsRead() - before).isLessThan(10_000);
    }

    private static void storeDelivered(int count, Duration age) {
        POSTGRES.execute("""
                with stored as (
                    insert into event (id, space_id, epoch, name, room_id, occurred_at, is_test)
                    select spacehook_uuid7(spacehook_now() - interval '%d s', n %% 4096), 'space', 1, 'call_started',
                           'room', now(), false
                    from generate_series(1, %d) n returning id)
                insert into attempt (event_id, n, space_id, verdict) select id, 1, 'space', 'delivered' from stored
                """.formatted(age.toSeconds(), count));
    }

    /** By all sessions; those of a pooled one are told when it is asked to. */
    private static long attemptsRead() {
        POSTGRES.query(String.class, "select pg_stat_force_next_flush()::text");
        return POSTGRES.query(
                Long.class,
                "select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname like 'attempt\\_2%'");
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

    private static void waiting(String space, boolean leased, Duration until) {
        POSTGRES.execute(
                "insert into due (event_id, space_id, epoch, attempt, last_attempt, leased, due_at, expires_at) values"
                        + " (gen_random_uuid(), '" + space + "', 1, 1, 3, " + leased + ", spacehook_now() + interval '"
                        + until.toSeconds() + " s', spacehook_now() + interval '1 day')");
    }

    @SuppressWarnings("StatementWithEmptyBody")
    private static void sweepAll(Sweep sweep) {
        while (sweep.runOnce()) {
            // there is more
        }
    }

    private static long due() {
        return POSTGRES.query(Long.class, "select count(*) from due");
    }

    private static void advance(Duration by) {
        POSTGRES.clock().advance(by);
    }
}
