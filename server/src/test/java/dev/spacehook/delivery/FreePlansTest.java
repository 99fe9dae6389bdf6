package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A start with settings that make a plan free, on a database where something waits for a space on that plan. */
final class FreePlansTest {
    private static final Map<String, String> TEAM_IS_FREE = Map.of("SPACEHOOK_FREE_PLANS", "free,TEAM");

    private final PipelineFixture fixture = new PipelineFixture().started();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void cancelsWhatWaitsForGood() {
        UUID id = failedOnce();

        fixture.restart(TEAM_IS_FREE);

        fixture.awaitVerdict(id, "cancelled");
        assertThat(fixture.count("due")).isZero();
        assertThat(fixture.count("audit where action = 'plan_became_free'")).isOne();
        fixture.restart(Map.of());
        UUID later = fixture.accept("another");
        fixture.awaitWritten(later, 1);
        assertThat(fixture.verdict(id)).isEqualTo("cancelled");
    }

    @Test
    void cancelsWhatANodeAcceptedAndLost() {
        fixture.pipeline.close();
        assertCancelsWhatIsInNobodysMemory();
    }

    @Test
    void cancelsWhatAnOwedSweepWouldFind() {
        fixture.pipeline.close();
        fixture.postgres.execute("update sweep set checkpoint = spacehook_now() + interval '1 hour'");
        assertCancelsWhatIsInNobodysMemory();
    }

    @Test
    void doesSoOnce() {
        UUID id = failedOnce();
        fixture.restart(TEAM_IS_FREE);
        fixture.awaitVerdict(id, "cancelled");
        long epoch = epoch();

        fixture.restart(TEAM_IS_FREE);

        assertThat(epoch()).isEqualTo(epoch);
    }

    @Test
    void leavesOtherPlansAlone() {
        UUID id = failedOnce();
        long epoch = epoch();

        fixture.restart(Map.of("SPACEHOOK_FREE_PLANS", "team plus"));

        assertThat(epoch()).isEqualTo(epoch);
        assertThat(fixture.count("due where event_id = '" + id + "'")).isOne();
    }

    private void assertCancelsWhatIsInNobodysMemory() {
        fixture.postgres.execute("update space set epoch = nextval('epoch_seq')");
        fixture.postgres.execute("insert into event (id, space_id, epoch, name, room_id, occurred_at, is_test)"
                + " select spacehook_uuid7(spacehook_now(), 0), id, epoch, 'call_started', 'room', spacehook_now(), false"
                + " from space");
        long epoch = epoch();

        fixture.restart(TEAM_IS_FREE);

        assertThat(epoch()).isGreaterThan(epoch);
    }

    private UUID failedOnce() {
        fixture.receiver.answer(500);
        UUID id = fixture.accept("room");
        fixture.awaitWritten(id, 1);
        return id;
    }

    private long epoch() {
        return fixture.postgres.query(Long.class, "select epoch from space");
    }
}
