package dev.spacehook.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.bench.load.Quiet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./spacehook bench chaos}: real processes, broken at random moments. */
class ChaosIT {

    @Test
    void loses_no_accepted_event_whatever_breaks() {
        Quiet.logging();
        long seed =
                Long.getLong("spacehook.chaos.seed", ThreadLocalRandom.current().nextLong(1_000_000));

        assertThat(new Chaos(seed, 1, false, false, null).run())
                .as("to repeat: ./spacehook bench chaos --quick --seed " + seed)
                .isEmpty();
    }
}
