package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import dev.spacehook.journal.Partitions;
import dev.spacehook.storage.TestDatabase;
import java.sql.SQLWarning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which of two outcomes counts, and what becomes of {@code due}. */
final class OutcomeStoreTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final OutcomeStore store = new OutcomeStore(Duration.ofHours(24));
    private final Event event = new Event(
            POSTGRES.query(UUID.class, "select spacehook_uuid7(spacehook_now(), 1)"),
            "space",
            1,
            EventName.CALL_STARTED,
            "room",
            null,
            Instant.now(),
            false);

    @BeforeEach
    void partitions() {
        new Partitions(POSTGRES.database(), Duration.ofDays(30)).ensureNow();
    }

    @Test
    void aFailureWithARetryWaitsInDue() {
        write(attempted(1, "http_5xx", retry()));
        assertThat(verdict(1)).isEqualTo("none");
        assertThat(due("attempt")).isEqualTo(1);
        assertThat(due("last_attempt")).isEqualTo(3);
    }

    @Test
    void aSuccessReplacesAFailureOfTheSameNumberAndRemovesTheRow() {
        write(attempted(1, "timeout", retry()));
        write(claimed(1, null, Next.Final.DELIVERED));
        assertThat(verdict(1)).isEqualTo("delivered");
        assertThat(dueRows()).isZero();
    }

    @Test
    void aSecondFailureOfTheSameNumberIsDroppedTogetherWithItsDuePart() {
        write(attempted(1, "http_5xx", retry()));
        write(attempted(2, "http_5xx", retry()));
        write(attempted(1, "timeout", new Next.Retry(Duration.ofDays(9))));
        assertThat(error(1)).isEqualTo("http_5xx");
        assertThat(due("attempt")).isEqualTo(2);
        assertThat(POSTGRES.query(
                        Boolean.class,
                        "select due_at < spacehook_now() + interval '1h' from due where event_id = '" + event.id()
                                + "'"))
                .isTrue();
    }

    @Test
    void aFailureDoesNotReplaceASuccess() {
        write(attempted(1, null, Next.Final.DELIVERED));
        write(attempted(1, "timeout", retry()));
        assertThat(verdict(1)).isEqualTo("delivered");
        assertThat(dueRows()).isZero();
    }

    @Test
    void aTakenNumberDoesNotCostTheOthersOfItsBatch() {
        write(attempted(1, null, Next.Final.DELIVERED));
        write(attempted(1, "timeout", retry()), attempted(2, null, Next.Final.DELIVERED));
        assertThat(verdict(1)).isEqualTo("delivered");
        assertThat(verdict(2)).isEqualTo("delivered");
    }

    @Test
    void theSameEventTwiceInOneBatchIsOneRow() {
        write(attempted(1, "timeout", retry()), attempted(1, null, Next.Final.DELIVERED));
        assertThat(verdict(1)).isEqualTo("delivered");
    }

    @Test
    void aDeferredDeliveryComesBackUnleased() {
        write(new Settled.Deferred(task(1, false), Duration.ZERO));
        assertThat(due("attempt")).isZero();
        POSTGRES.execute(
                "update due set leased = true, due_at = spacehook_now() + '1h' where event_id = '" + event.id() + "'");
        write(new Settled.Deferred(task(1, true), Duration.ZERO));
        assertThat(POSTGRES.query(
                        Boolean.class,
                        "select not leased and due_at <= spacehook_now() from due where event_id = '" + event.id()
                                + "'"))
                .isTrue();
    }

    @Test
    void whatIsGivenUpIsAFinalRowWithoutAStart() {
        write(attempted(1, "http_5xx", retry()));
        write(new Settled.GivenUp(task(2, true), Next.Final.CANCELLED));
        assertThat(verdict(2)).isEqualTo("cancelled");
        assertThat(POSTGRES.query(
                        Boolean.class,
                        "select started_at is null from attempt where n = 2 and event_id = '" + event.id() + "'"))
                .isTrue();
        assertThat(dueRows()).isZero();
    }

    /** As PostgreSQL gives when the wait for a synchronous standby was cancelled. */
    @Test
    void whatIsCommittedWithAWarningIsNotConfirmedByEitherStatement() {
        POSTGRES.execute("""
                create function warn() returns trigger language plpgsql as $$
                begin raise warning 'canceling wait for synchronous replication'; return new; end $$;
                create trigger warn before insert on attempt for each row execute function warn()
                """);
        try {
            Settled copied = attempted(1, null, Next.Final.DELIVERED);
            assertThatThrownBy(() -> write(copied)).hasRootCauseInstanceOf(SQLWarning.class);
            Settled merged = attempted(1, "timeout", Next.Final.DELIVERED);
            assertThatThrownBy(() -> write(merged)).hasRootCauseInstanceOf(SQLWarning.class);
        } finally {
            POSTGRES.execute("drop function warn cascade");
        }
    }

    private void write(Settled... batch) {
        List<Settled> copy = new ArrayList<>(List.of(batch));
        POSTGRES.database().useConnection(connection -> store.write(connection, copy, System.nanoTime()));
    }

    private static Next retry() {
        return new Next.Retry(Duration.ofSeconds(60));
    }

    private Task task(int n, boolean claimed) {
        return new Task(event, n, 3, false, claimed, System.nanoTime());
    }

    private Settled attempted(int n, String error, Next next) {
        return attempted(task(n, false), error, next);
    }

    private Settled claimed(int n, String error, Next next) {
        return attempted(task(n, true), error, next);
    }

    private static Settled attempted(Task task, String error, Next next) {
        return new Settled.Attempted(
                task,
                Instant.now(),
                5,
                error == null ? 200 : null,
                error,
                null,
                new byte[0],
                Instant.now(),
                "signature",
                next,
                System.nanoTime());
    }

    private String verdict(int n) {
        return POSTGRES.query(
                String.class,
                "select coalesce(verdict, 'none') from attempt where n = " + n + " and event_id = '" + event.id()
                        + "'");
    }

    private String error(int n) {
        return POSTGRES.query(
                String.class, "select error from attempt where n = " + n + " and event_id = '" + event.id() + "'");
    }

    private int due(String column) {
        return POSTGRES.query(
                Integer.class, "select " + column + "::int from due where event_id = '" + event.id() + "'");
    }

    private long dueRows() {
        return POSTGRES.query(Long.class, "select count(*) from due where event_id = '" + event.id() + "'");
    }
}
