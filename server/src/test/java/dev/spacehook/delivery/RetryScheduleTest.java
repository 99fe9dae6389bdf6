package dev.spacehook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.config.Settings;
import dev.spacehook.egress.Outcome;
import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-24T06:30:00Z");

    private final RetrySchedule schedule = schedule(Map.of());

    private static RetrySchedule schedule(Map<String, String> environment) {
        return new RetrySchedule(Settings.from(environment).delivery(), InstantSource.fixed(NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "200,",
        "201,",
        "202,",
        "204,",
        "206,",
        "299,",
        "300,redirect_refused",
        "301,redirect_refused",
        "304,redirect_refused",
        "308,redirect_refused",
        "400,http_4xx",
        "401,http_4xx",
        "404,http_4xx",
        "407,http_4xx",
        "410,http_410",
        "429,http_429",
        "500,http_5xx",
        "502,http_5xx",
        "503,http_503",
        "504,http_5xx",
        "600,http_other",
        "999,http_other"
    })
    void everyStatusHasItsCode(int status, String error) {
        assertThat(RetrySchedule.error(answered(status, null))).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 120, 120",
        "503, 120, 120",
        "429, 5, 60",
        "429, -7, 60",
        "429, junk, 60",
        "429, 315360000, 3600",
        "429, 99999999999999999999999, 60",
        "429, 'Tue, 24 Nov 2026 06:40:00 GMT', 600",
        "503, 'Tue, 24 Nov 2020 06:40:00 GMT', 60",
        "500, 120, 60",
        "429,, 60",
        "429, 1.5, 60"
    })
    void retryAfterIsHeldBetweenTheIntervalAndAnHour(int status, String header, long seconds) {
        assertThat(schedule.next(task(1, 3, false), answered(status, header)))
                .isEqualTo(new Next.Retry(Duration.ofSeconds(seconds)));
    }

    @Test
    void eachAttemptMayHaveAnIntervalOfItsOwn() {
        RetrySchedule own =
                schedule(Map.of("SPACEHOOK_DELIVERY_ATTEMPTS", "4", "SPACEHOOK_DELIVERY_INTERVAL", "10s,10m"));
        for (int resent : List.of(0, 4)) {
            assertThat(own.next(task(resent + 1, resent + 4, false), answered(500, null)))
                    .isEqualTo(new Next.Retry(Duration.ofSeconds(10)));
            assertThat(own.next(task(resent + 2, resent + 4, false), answered(500, null)))
                    .isEqualTo(new Next.Retry(Duration.ofMinutes(10)));
            assertThat(own.next(task(resent + 3, resent + 4, false), answered(500, null)))
                    .isEqualTo(new Next.Retry(Duration.ofMinutes(10)));
            assertThat(own.next(task(resent + 4, resent + 4, false), answered(500, null)))
                    .isEqualTo(Next.Final.FAILED);
        }
    }

    @Test
    void whatSettlesADelivery() {
        assertThat(schedule.next(task(1, 3, false), answered(204, null))).isEqualTo(Next.Final.DELIVERED);
        assertThat(schedule.next(task(1, 3, false), answered(410, null))).isEqualTo(Next.Final.FAILED);
        assertThat(schedule.next(task(3, 3, false), new Outcome.Failed("timeout", null)))
                .isEqualTo(Next.Final.FAILED);
        assertThat(schedule.next(task(1, 3, true), answered(500, null))).isEqualTo(Next.Final.EXPIRED);
        assertThat(schedule.next(task(1, 3, true), answered(200, null))).isEqualTo(Next.Final.DELIVERED);
    }

    private static Outcome answered(int status, String retryAfter) {
        return new Outcome.Answered(status, new byte[0], retryAfter, null);
    }

    private static Task task(int attempt, int last, boolean expired) {
        Event event = new Event(UUID.randomUUID(), "space", 1, EventName.CALL_STARTED, "room", null, NOW, false);
        return new Task(event, attempt, last, expired, false, 0);
    }
}
