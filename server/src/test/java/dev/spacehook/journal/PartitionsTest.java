package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.storage.TestDatabase;
import dev.spacehook.storage.TestDatabaseSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PartitionsTest {
    private final TestDatabase postgres = TestDatabase.create();
    private final Partitions partitions = new Partitions(postgres.database(), Duration.ofDays(30));
    private final JournalStore store = new JournalStore(postgres.settings().delivery());

    @AfterEach
    void close() {
        postgres.close();
    }

    @Test
    void areMadeAheadAndDroppedWhenTheRetentionHasPassed() {
        partitions.runOnce();
        UUID old = stored();
        long made = count();
        moveCheckpointTo(Duration.ofDays(31));
        postgres.clock().advance(Duration.ofDays(29));
        partitions.runOnce();
        assertThat(exists(old)).isTrue();
        postgres.clock().advance(Duration.ofDays(2));
        partitions.runOnce();
        assertThat(exists(old)).isFalse();
        assertThat(made).isGreaterThanOrEqualTo(10);
    }

    @Test
    void nodesThatStartTogetherMakeThemTogether() throws Exception {
        for (int round = 0; round < 5; round++) {
            postgres.execute("""
                    do $$ declare made regclass; begin
                        for made in select inhrelid from pg_inherits
                                    where inhparent in ('event'::regclass, 'attempt'::regclass) loop
                            execute 'drop table ' || made;
                        end loop;
                    end $$
                    """);
            try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> made = new ArrayList<>();
                for (int node = 0; node < 4; node++) {
                    made.add(nodes.submit(partitions::ensureNow));
                }
                for (Future<?> one : made) {
                    one.get();
                }
            }
        }
    }

    @Test
    void noneIsDroppedThatHoldsSomethingWaitingOrUnswept() {
        partitions.runOnce();
        UUID waiting = stored();
        postgres.execute("insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)"
                + " values ('" + waiting + "', 'space', 1, 1, 3, spacehook_now(), spacehook_now())");
        postgres.clock().advance(Duration.ofDays(31));
        partitions.runOnce();
        assertThat(exists(waiting)).isTrue();
        moveCheckpointTo(Duration.ofDays(-1));
        partitions.runOnce();
        assertThat(exists(waiting)).isTrue();
        postgres.execute("delete from due");
        partitions.runOnce();
        assertThat(exists(waiting)).isFalse();
    }

    @Test
    void aLongQueryStallsNeitherIntakeNorTheNextTry() throws SQLException {
        partitions.runOnce();
        UUID old = stored();
        moveCheckpointTo(Duration.ofDays(31));
        postgres.clock().advance(Duration.ofDays(31));
        try (Connection reader = postgres.database().openDirect("long query")) {
            reader.setAutoCommit(false);
            TestDatabaseSql.execute(reader, "select count(*) from event");
            try {
                partitions.runOnce();
            } catch (dev.spacehook.storage.StorageException e) {
                assertThat(e.sqlState()).isIn("55P03", "57014");
            }
            UUID during = stored();
            assertThat(exists(during)).isTrue();
            reader.rollback();
        }
        partitions.runOnce();
        assertThat(exists(old)).isFalse();
        assertThat(postgres.query(Long.class, "select count(*) from pg_inherits where inhdetachpending"))
                .isZero();
    }

    /** Each insert names its own patience: were intake held up behind the query, it would fail. */
    @Test
    void oldDaysAreDroppedWhileEventsFlowAndALongQueryRuns() throws Exception {
        partitions.runOnce();
        List<UUID> old = List.of(stored(), stored());
        moveCheckpointTo(Duration.ofDays(31));
        postgres.clock().advance(Duration.ofDays(31));
        partitions.ensureNow();
        AtomicBoolean over = new AtomicBoolean();
        try (Connection reader = postgres.database().openDirect("long query");
                ExecutorService intake = Executors.newVirtualThreadPerTaskExecutor()) {
            TestDatabaseSql.execute(reader, "set idle_in_transaction_session_timeout = 0");
            reader.setAutoCommit(false);
            TestDatabaseSql.execute(reader, "select count(*) from event join attempt on event_id = id");
            Future<Integer> inserted = intake.submit(() -> insertUntil(over));
            try {
                for (int i = 0; i < 2; i++) {
                    runOnceBehindTheQuery();
                }
                reader.rollback();
                partitions.runOnce();
            } finally {
                over.set(true);
            }
            assertThat(inserted.get()).isPositive();
        }
        assertThat(old).noneMatch(this::exists);
        assertThat(postgres.query(Long.class, "select count(*) from pg_inherits where inhdetachpending"))
                .isZero();
    }

    /** It may give up; it must not leave behind what holds up others. */
    private void runOnceBehindTheQuery() {
        try {
            partitions.runOnce();
        } catch (dev.spacehook.storage.StorageException e) {
            assertThat(e.sqlState()).isIn("55P03", "57014", "55000");
        }
    }

    private int insertUntil(AtomicBoolean over) throws SQLException {
        int inserted = 0;
        try (Connection writer = postgres.database().openDirect("intake")) {
            TestDatabaseSql.execute(writer, "set lock_timeout = '500ms'");
            while (!over.get()) {
                insert(writer);
                inserted++;
            }
        }
        return inserted;
    }

    private void moveCheckpointTo(Duration ahead) {
        postgres.execute("update sweep set checkpoint = spacehook_now() + interval '" + ahead.toSeconds() + " s'");
    }

    private UUID stored() {
        partitions.ensureNow();
        return postgres.database().read(this::insert);
    }

    private UUID insert(Connection connection) throws SQLException {
        List<JournalStore.Row> rows = List.of(new JournalStore.Row(JournalTest.event("room", null), false));
        return store.insert(connection, rows)[0];
    }

    private boolean exists(UUID id) {
        return postgres.query(Boolean.class, "select exists (select from event where id = '" + id + "')");
    }

    private long count() {
        return postgres.query(
                Long.class,
                "select count(*) from pg_inherits where inhparent in ('event'::regclass, 'attempt'::regclass)");
    }
}
