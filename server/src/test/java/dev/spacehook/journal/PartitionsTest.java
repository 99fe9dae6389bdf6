package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.storage.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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

    private void moveCheckpointTo(Duration ahead) {
        postgres.execute("update sweep set checkpoint = spacehook_now() + interval '" + ahead.toSeconds() + " s'");
    }

    private UUID stored() {
        partitions.ensureNow();
        return postgres.database()
                .read(connection -> store.insert(
                                connection, List.of(new JournalStore.Row(JournalTest.event("room", null), false)))[0]);
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
