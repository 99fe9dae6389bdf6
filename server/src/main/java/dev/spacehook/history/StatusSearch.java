package dev.spacehook.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a webhook is doing. The last success is looked for from the newest event downwards, for a bounded time:
 * behind a receiver that has failed for very many events, none may be found. A failure counts from the last success on,
 * among the events looked at.
 */
final class StatusSearch {

    private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FIRST_SLICE = 2_000;
    private static final int LARGEST_SLICE = 50_000;
    private static final IdRange ALL = IdRange.between(null, null);

    private final Connection connection;
    private final String spaceId;

    StatusSearch(Connection connection, String spaceId) {
        this.connection = connection;
        this.spaceId = spaceId;
    }

    private record Health(
            @Nullable Instant lastSuccessAt, @Nullable Instant failingSince) {}

    WebhookStatus status(IgnoredEvents counters) throws SQLException {
        Delivery last = lastDelivery();
        Health health = health();
        Map<String, IgnoredStore.Summary> ignored = ignored(counters);
        return new WebhookStatus(
                StatusStore.isActive(connection, spaceId),
                last,
                health.lastSuccessAt,
                health.failingSince,
                counts(ignored),
                lastEventAt(last, ignored));
    }

    private static @Nullable Instant acceptedAt(@Nullable Delivery delivery) {
        return delivery == null ? null : delivery.acceptedAt();
    }

    private @Nullable Delivery lastDelivery() throws SQLException {
        List<Delivery> newest = new DeliverySearch(connection, spaceId, DeliveryFilter.NONE)
                .page(null, 1)
                .items();
        return newest.isEmpty() ? null : newest.getFirst();
    }

    private Health health() throws SQLException {
        long deadline = System.nanoTime() + BUDGET_NANOS;
        IdRange slice = ALL;
        for (int size = FIRST_SLICE; ; size = Math.min(size * 5, LARGEST_SLICE)) {
            Optional<UUID> bottom = StatusStore.bottom(connection, spaceId, slice, size);
            slice = slice.from(bottom.orElse(ALL.lower()));
            Optional<StatusStore.Success> success = StatusStore.lastSuccess(connection, spaceId, slice);
            if (success.isPresent() || bottom.isEmpty() || System.nanoTime() > deadline) {
                return health(success.orElse(null), ALL.from(slice.lower()));
            }
            slice = ALL.below(bottom.get());
        }
    }

    private Health health(StatusStore.@Nullable Success success, IdRange seen) throws SQLException {
        Instant failing = StatusStore.firstFailure(connection, spaceId, seen, success);
        return new Health(success == null ? null : success.endedAt(), failing);
    }

    /** What is stored and what this node has not stored yet. */
    private Map<String, IgnoredStore.Summary> ignored(IgnoredEvents counters) throws SQLException {
        List<IgnoredEvents.Counted> unwritten = counters.of(spaceId);
        Map<String, IgnoredStore.Summary> ignored = IgnoredStore.ofSpace(connection, spaceId);
        for (IgnoredEvents.Counted one : unwritten) {
            ignored.merge(one.reason(), IgnoredStore.Summary.of(one), IgnoredStore.Summary::plus);
        }
        return ignored;
    }

    private static Map<String, Long> counts(Map<String, IgnoredStore.Summary> ignored) {
        Map<String, Long> counts = new TreeMap<>();
        ignored.forEach((reason, summary) -> {
            if (summary.count() > 0) {
                counts.put(reason, summary.count());
            }
        });
        return counts;
    }

    /** A test is nothing that the platform told of. */
    private @Nullable Instant lastEventAt(@Nullable Delivery last, Map<String, IgnoredStore.Summary> ignored)
            throws SQLException {
        Instant latest = last == null || !last.isTest()
                ? acceptedAt(last)
                : StatusStore.newestTold(connection, spaceId, FIRST_SLICE)
                        .map(IdRange::timeOf)
                        .orElse(null);
        for (IgnoredStore.Summary summary : ignored.values()) {
            latest = latest == null || summary.lastAt().isAfter(latest) ? summary.lastAt() : latest;
        }
        return latest;
    }
}
