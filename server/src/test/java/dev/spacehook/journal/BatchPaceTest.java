package dev.spacehook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BatchPaceTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - MILLI);
    private final List<Long> parked = new ArrayList<>();
    private final BatchPace pace = new BatchPace(Duration.ofMillis(3), 8, nanos::get, this::park);

    /** As a real one may, it wakes up early. */
    private void park(long left) {
        parked.add(left);
        nanos.addAndGet(parked.size() == 1 ? left / 2 : left);
    }

    @Test
    void aBusyWriterBeginsItsNextBatchThreeMillisecondsAfterTheLast() {
        pace.begin(8);
        nanos.addAndGet(MILLI);
        pace.await(() -> false);
        assertThat(parked).containsExactly(2 * MILLI, MILLI);
    }

    @Test
    void oneThatTookLongerDoesNotWait() {
        pace.begin(8);
        nanos.addAndGet(3 * MILLI);
        pace.await(() -> false);
        assertThat(parked).isEmpty();
    }

    @Test
    void oneThatHasLittleToDoDoesNotWait() {
        pace.await(() -> false);
        pace.begin(7);
        pace.await(() -> false);
        assertThat(parked).isEmpty();
    }

    @Test
    void whoCannotWaitIsNotHeldUp() {
        pace.begin(8);
        pace.await(() -> true);
        assertThat(parked).isEmpty();
    }
}
