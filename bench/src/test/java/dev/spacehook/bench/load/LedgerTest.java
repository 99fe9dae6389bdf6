package dev.spacehook.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger(10);

    @Test
    void misses_what_was_accepted_and_has_not_arrived() {
        ledger.accepted(1, 100);
        ledger.accepted(2, 100);
        ledger.arrived(2, 150);
        // nobody was told that it is stored, so nobody may miss it
        ledger.arrived(3, 150);

        assertThat(ledger.missing()).isOne();
        assertThat(ledger.acceptedCount()).isEqualTo(2);
        assertThat(ledger.arrivedCount()).isEqualTo(2);
    }

    @Test
    void counts_events_that_arrive_again() {
        ledger.accepted(1, 100);
        ledger.arrived(1, 150);
        ledger.arrived(1, 160);
        ledger.arrived(1, 170);

        assertThat(ledger.twice()).isOne();
        assertThat(ledger.arrivedCount()).isOne();
    }

    @Test
    void knows_no_events_of_others() {
        ledger.arrived(-1, 150);
        ledger.arrived(10, 150);

        assertThat(ledger.arrivedCount()).isZero();
    }

    @Test
    void counts_times_from_when_an_event_was_due() {
        ledger.sent(1, 100);
        ledger.accepted(1, 130);
        ledger.arrived(1, 145);

        ledger.times(new SteadyLoad.Sent(0, 10), _ -> true, (answer, arrival, total) -> {
            assertThat(answer).isEqualTo(30);
            assertThat(arrival).isEqualTo(15);
            assertThat(total).isEqualTo(45);
        });
        assertThat(ledger.acceptedOneSentAfter(99)).isTrue();
        assertThat(ledger.acceptedOneSentAfter(100)).isFalse();
    }
}
