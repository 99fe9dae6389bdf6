package dev.spacehook.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.storage.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HalfHoursTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final HistoryData data = new HistoryData(POSTGRES.database()).prepared();
    private final Deliveries deliveries = new Deliveries(
            POSTGRES.database(), POSTGRES.settings(), new IgnoredEvents(), space -> {}, HistoryData.NO_TESTS);
    private final String space = "s" + UUID.randomUUID();

    private static Instant slot(int halfHoursAgo) {
        long now = Instant.now().getEpochSecond();
        return Instant.ofEpochSecond(now - now % 1_800).minus(halfHoursAgo * 30L, ChronoUnit.MINUTES);
    }

    @Test
    void countsAttemptsByWhatBecameOfThem() {
        data.space(space);
        Instant earlier = slot(3).plusSeconds(60);
        UUID failed = data.event(space, earlier);
        data.attempt(failed, space, 1, earlier, 500, "http_5xx", null);
        data.attempt(failed, space, 2, earlier.plusSeconds(60), 500, "http_5xx", "failed");
        UUID delivered = data.event(space, earlier);
        data.attempt(delivered, space, 1, slot(2).plusSeconds(1), 200, null, "delivered");

        assertThat(deliveries.lastDay(space))
                .isEqualTo(List.of(new HalfHour(slot(3), 0, 1, 1, null), new HalfHour(slot(2), 1, 0, 0, 20)));
    }

    @Test
    void leavesOutOtherSpacesAndOlderDays() {
        String other = "s" + UUID.randomUUID();
        data.space(space);
        data.space(other);
        Instant yesterday = Instant.now().minus(25, ChronoUnit.HOURS);
        data.attempt(data.event(space, yesterday), space, 1, yesterday, 200, null, "delivered");
        data.attempt(data.event(other, Instant.now()), other, 1, Instant.now(), 200, null, "delivered");
        data.settled(data.event(space, Instant.now()), space, 1, "cancelled");

        assertThat(deliveries.lastDay(space)).isEmpty();
    }

    /** The clock is volatile: compared with it row by row, no index would be of use, and all days would be walked. */
    @Test
    void comparesNoRowWithTheRunningClock() {
        List<String> plan = POSTGRES.database().read(connection -> {
            List<String> lines = new ArrayList<>();
            try (var statement = connection.prepareStatement("explain " + DayStore.HALF_HOURS)) {
                statement.setString(1, space);
                statement.setInt(2, 10);
                var rows = statement.executeQuery();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        });

        assertThat(String.join("\n", plan))
                .containsPattern("Index Cond: .*space_id.*\\(id >= ")
                .doesNotContain("Filter: (id >=");
        assertThat(plan.stream().filter(line -> line.contains("Cond:") || line.contains("Filter:")))
                .noneMatch(line -> line.contains("clock"));
    }
}
