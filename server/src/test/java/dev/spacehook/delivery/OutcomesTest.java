package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import dev.spacehook.journal.Outages;
import dev.spacehook.journal.Partitions;
import dev.spacehook.journal.Sweep;
import dev.spacehook.storage.TestDatabase;
import dev.spacehook.storage.TestDatabaseSql;
import dev.spacehook.telemetry.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No outcome is lost, whatever the database makes of it. */
final class OutcomesTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final Partitions partitions = new Partitions(POSTGRES.database(), Duration.ofDays(30));
    private final Duration margin = Sweep.margin(POSTGRES.settings().delivery());
    private final Outages outages = new Outages(margin, System::nanoTime);
    private final Outcomes outcomes = new Outcomes(
            POSTGRES.database(),
            POSTGRES.settings().delivery(),
            partitions,
            outages,
            new Meters(new SimpleMeterRegistry()));
    private final AtomicInteger written = new AtomicInteger();

    @BeforeEach
    void start() {
        partitions.ensureNow();
        POSTGRES.execute("truncate attempt, due");
        outcomes.start(batch -> written.addAndGet(batch.size()));
    }

    @AfterEach
    void close() {
        outcomes.close();
    }

    @Test
    void aPoisonedOneIsWrittenBareAndTheOthersWhole() throws SQLException {
        try (Connection blocker = POSTGRES.database().openDirect("blocker")) {
            // so that those after the first make one batch
            lockAttempts(blocker);
            IntStream.range(0, 8).forEach(i -> outcomes.add(attempted(i == 5 ? "\0" : "note")));
            blocker.rollback();
        }
        PipelineFixture.await(() -> written.get() == 8);
        assertThat(count("note = 'note'")).isEqualTo(7);
        assertThat(count("note is null and verdict = 'delivered'")).isEqualTo(1);
    }

    @Test
    void theWriterIsStuckWhileTheDatabaseTakesNothingAndTheSweepThenWaits() throws SQLException {
        try (Connection blocker = POSTGRES.database().openDirect("blocker")) {
            TestDatabaseSql.execute(blocker, "set idle_in_transaction_session_timeout = 0");
            lockAttempts(blocker);
            outcomes.add(attempted("note"));
            PipelineFixture.await(outcomes::isStuck);
            PipelineFixture.await(outages::isRecovering);
            assertThat(written).hasValue(0);
            blocker.rollback();
        }
        PipelineFixture.await(() -> written.get() == 1);
        assertThat(outcomes.isStuck()).isFalse();
        assertThat(outages.isRecovering()).isTrue();
        assertThat(count("true")).isEqualTo(1);
    }

    private static void lockAttempts(Connection blocker) throws SQLException {
        blocker.setAutoCommit(false);
        TestDatabaseSql.execute(blocker, "lock table attempt in access exclusive mode");
    }

    private static long count(String condition) {
        return POSTGRES.query(Long.class, "select count(*) from attempt where " + condition);
    }

    private static Settled attempted(String note) {
        Event event = new Event(
                POSTGRES.query(UUID.class, "select spacehook_uuid7(spacehook_now(), 1)"),
                "space",
                1,
                EventName.CALL_STARTED,
                "room",
                null,
                Instant.now(),
                false);
        return new Settled.Attempted(
                new Task(event, 1, 3, false, false, System.nanoTime()),
                Instant.now(),
                5,
                200,
                null,
                note,
                new byte[0],
                Instant.now(),
                "signature",
                Next.Final.DELIVERED,
                System.nanoTime());
    }
}
