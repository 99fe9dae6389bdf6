package dev.spacehook.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IgnoredEventsTest {

    private final IgnoredEvents events = new IgnoredEvents();

    @Test
    void losesNoCountWhileOthersTake() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        int threads = 4;
        int each = 50_000;
        try (var executor = Executors.newFixedThreadPool(threads + 1)) {
            Future<Long> taken = executor.submit(() -> {
                long sum = 0;
                while (!done.get()) {
                    sum += sum(events.take());
                }
                return sum;
            });
            Callable<Void> counting = () -> {
                for (int i = 0; i < each; i++) {
                    events.count("space" + i % 3, "no_webhook");
                }
                return null;
            };
            for (Future<Void> counted : executor.invokeAll(
                    Stream.generate(() -> counting).limit(threads).toList())) {
                counted.get();
            }
            done.set(true);
            assertThat(taken.get() + sum(events.take())).isEqualTo((long) threads * each);
        }
    }

    @Test
    void forgetsPairsThatNobodyCountsAnyMore() {
        events.count("space", "no_webhook");
        assertThat(events.take()).hasSize(1);
        assertThat(events.take()).isEmpty();
        assertThat(events.size()).isZero();
        events.count("space", "no_webhook");
        assertThat(sum(events.take())).isEqualTo(1);
    }

    @Test
    void givesBackWhatWasNotWritten() {
        events.count("space", "no_webhook");
        List<IgnoredEvents.Counted> taken = events.take();
        events.count("space", "no_webhook");
        events.giveBack(taken);
        assertThat(sum(events.take())).isEqualTo(2);
    }

    @Test
    void staysBoundedUnderUnknownSpaces() {
        List<String> spaces = new ArrayList<>();
        for (int i = 0; i < IgnoredEvents.CAPACITY + 1_000; i++) {
            spaces.add("space" + i);
        }
        spaces.forEach(space -> events.count(space, "unknown_space"));
        assertThat(events.size()).isEqualTo(IgnoredEvents.CAPACITY);
    }

    private static long sum(List<IgnoredEvents.Counted> counted) {
        return counted.stream().mapToLong(IgnoredEvents.Counted::count).sum();
    }
}
