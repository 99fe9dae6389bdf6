package dev.spacehook.history;

import static dev.spacehook.history.HistoryData.EPOCH;
import static dev.spacehook.history.HistoryData.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhookStatusTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private final HistoryData data = new HistoryData(POSTGRES.database()).prepared();
    private final IgnoredEvents ignored = new IgnoredEvents();
    private final IgnoredFlush flush = new IgnoredFlush(POSTGRES.database(), POSTGRES.settings(), ignored);
    private final Deliveries deliveries =
            new Deliveries(POSTGRES.database(), POSTGRES.settings(), ignored, space -> {}, HistoryData.NO_TESTS);
    private final String space = "s" + UUID.randomUUID();

    @BeforeEach
    void space() {
        data.space(space);
    }

    @Test
    void saysNothingHappenedYet() {
        assertThat(status()).isEqualTo(new WebhookStatus(true, null, null, null, Map.of(), null));
        data.noWebhook(space);
        assertThat(status().isActive()).isFalse();
    }

    @Test
    void failsSinceTheFirstFailureAfterTheLastSuccess() {
        UUID older = data.event(space, at(0));
        data.attempt(older, space, 1, at(1), 500, "http_5xx", null);
        data.attempt(older, space, 2, at(61), 200, null, "delivered");
        UUID newer = data.event(space, at(100));
        data.attempt(newer, space, 1, at(101), null, "timeout", null);
        data.attempt(newer, space, 2, at(161), null, "timeout", null);
        data.due(newer, space, EPOCH, 2, false, at(221));

        WebhookStatus status = status();

        assertThat(status.lastSuccessAt()).isEqualTo(at(61).plusMillis(20));
        assertThat(status.failingSince()).isEqualTo(at(101));
        assertThat(Objects.requireNonNull(status.lastDelivery()).id()).isEqualTo(newer);
        assertThat(status.lastEventAt()).isEqualTo(at(100));
    }

    @Test
    void aTestIsNothingThatThePlatformToldOf() {
        test(at(10));
        assertThat(status().lastEventAt()).isNull();
        data.event(space, at(20));
        UUID newest = test(at(30));
        assertThat(status().lastEventAt()).isEqualTo(at(20));
        assertThat(Objects.requireNonNull(status().lastDelivery()).id()).isEqualTo(newest);
    }

    private UUID test(Instant at) {
        UUID id = data.event(space, at);
        data.run("update event set is_test = true where id = ?", id);
        return id;
    }

    @Test
    void isWellAgainAfterALaterSuccessOfAnyDelivery() {
        UUID older = data.event(space, at(0));
        UUID newer = data.event(space, at(10));
        data.failed(newer, space, at(11));
        data.attempt(older, space, 1, at(500), 200, null, "delivered");

        assertThat(status().failingSince()).isNull();
        assertThat(status().lastSuccessAt()).isEqualTo(at(500).plusMillis(20));
    }

    @Test
    void findsTheSuccessBehindManyFailures() {
        data.delivered(data.event(space, at(0)), space, at(50));
        data.run(
                "insert into event select spacehook_uuid7(?::timestamptz + i * interval '10 ms', 0), ?, ?, 'call_started',"
                        + " 'room', null, now(), false from generate_series(1, 5000) i",
                HistoryData.time(at(10)),
                space,
                EPOCH);
        data.run(
                "insert into attempt (event_id, n, space_id, started_at, verdict)"
                        + " select id, 1, space_id, spacehook_uuid7_time(id), 'failed' from event"
                        + " where space_id = ? and id > spacehook_uuid7_floor(?)",
                space,
                HistoryData.time(at(10)));

        assertThat(status().lastSuccessAt()).isEqualTo(at(50).plusMillis(20));
        assertThat(status().failingSince()).isEqualTo(at(50).plusMillis(10));
    }

    @Test
    void neverWellIsFailingSinceTheFirst() {
        data.failed(data.event(space, at(0)), space, at(1));
        assertThat(status().lastSuccessAt()).isNull();
        assertThat(status().failingSince()).isEqualTo(at(1));
    }

    @Test
    void countsIgnoredEventsOfADayOverAllNodes() {
        IgnoredEvents elsewhere = new IgnoredEvents();
        count(ignored, "no_webhook", 2);
        count(elsewhere, "no_webhook", 3);
        count(elsewhere, "webhook_inactive", 1);
        new IgnoredFlush(POSTGRES.database(), POSTGRES.settings(), elsewhere).runOnce();
        assertThat(status().ignored()).isEqualTo(Map.of("no_webhook", 5L, "webhook_inactive", 1L));

        flush.runOnce();
        flush.runOnce();
        assertThat(status().ignored()).isEqualTo(Map.of("no_webhook", 5L, "webhook_inactive", 1L));
        Instant lastEventAt = Objects.requireNonNull(status().lastEventAt());
        assertThat(lastEventAt).isAfter(START);

        POSTGRES.clock().advance(Duration.ofHours(23));
        assertThat(status().ignored()).isEqualTo(Map.of("no_webhook", 5L, "webhook_inactive", 1L));
        POSTGRES.clock().advance(Duration.ofHours(2));
        assertThat(status().ignored()).isEmpty();
        flush.purge();
        assertThat(status().lastEventAt()).isEqualTo(lastEventAt);
    }

    @Test
    void purgesWhatANewerCountReplaces() {
        count(ignored, "no_webhook", 1);
        flush.runOnce();
        POSTGRES.clock().advance(Duration.ofHours(26));
        count(ignored, "no_webhook", 1);
        flush.runOnce();
        assertThat(rows()).isEqualTo(2);

        flush.purge();
        assertThat(rows()).isEqualTo(1);
        POSTGRES.clock().advance(Duration.ofDays(31));
        flush.purge();
        assertThat(rows()).isZero();
    }

    private long rows() {
        return data.<Long>query("select count(*) from ignored where space_id = ?", space);
    }

    private void count(IgnoredEvents counters, String reason, int times) {
        for (int i = 0; i < times; i++) {
            counters.count(space, reason);
        }
    }

    private WebhookStatus status() {
        return deliveries.status(space);
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(60).plusSeconds(seconds);
    }
}
