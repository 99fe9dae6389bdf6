package dev.spacehook.history;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.storage.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sends settled deliveries again, each decided in the transaction that puts it into {@code due}. */
final class Resends {

    /** Rows of one transaction: few enough to hold their locks for some hundredths of a second only. */
    private static final int CHUNK = 2_000;

    private final Database database;
    private final Settings settings;
    private final DueHint hint;

    Resends(Database database, Settings settings, DueHint hint) {
        this.database = database;
        this.settings = settings;
        this.hint = hint;
    }

    private record Chunk(int count, @Nullable UUID bottom) {}

    /** @throws Problem unless something can be sent for the space now */
    void requireReady(String spaceId) {
        database.useConnection(connection -> requireActive(requireWebhook(connection, spaceId)));
    }

    /** @param id empty where it was none at all */
    void one(String spaceId, Optional<UUID> id) {
        int revived = database.inTransaction(connection -> {
            ResendStore.Target target = requireWebhook(connection, spaceId);
            UUID existing = id.orElseThrow(Deliveries::notFound);
            requireDelivery(connection, spaceId, existing);
            requireActive(target);
            return revive(connection, spaceId, List.of(existing), IdRange.of(existing));
        });
        wakeFor(spaceId, revived);
    }

    /** Repeating it is harmless, and so is stopping in the middle: each chunk is a transaction of its own. */
    long all(String spaceId, DeliveryFilter filter) {
        requireReady(spaceId);
        IdRange range = IdRange.between(filter.from(), filter.to());
        long count = filter.status() == Delivery.Status.CANCELLED ? allInDue(spaceId, range) : 0;
        return count + allFound(spaceId, range, filter);
    }

    /** What is revived is no longer of an older epoch, so the same question finds the next ones. */
    private long allInDue(String spaceId, IdRange range) {
        long count = 0;
        int revived;
        do {
            revived = database.inTransaction(connection -> {
                requireActive(requireWebhook(connection, spaceId));
                return revive(connection, spaceId, Candidates.cancelledInDue(connection, spaceId, range, CHUNK), range);
            });
            wakeFor(spaceId, revived);
            count += revived;
        } while (revived > 0);
        return count;
    }

    /** Downwards from the newest: what fails again meanwhile, or arrives, is above and not met again. */
    private long allFound(String spaceId, IdRange range, DeliveryFilter filter) {
        IdRange rest = range;
        long count = 0;
        Chunk chunk;
        do {
            IdRange searched = rest;
            chunk = database.inTransaction(connection -> chunk(connection, spaceId, searched, filter));
            wakeFor(spaceId, chunk.count);
            count += chunk.count;
            rest = chunk.bottom == null ? rest : range.below(chunk.bottom);
        } while (chunk.bottom != null);
        return count;
    }

    private Chunk chunk(Connection connection, String spaceId, IdRange range, DeliveryFilter filter)
            throws SQLException {
        requireActive(requireWebhook(connection, spaceId));
        Candidates.Slice slice = Candidates.slice(connection, spaceId, range, filter, CHUNK);
        if (slice.ids().isEmpty()) {
            return new Chunk(0, slice.bottom());
        }
        IdRange narrow = range.from(slice.ids().getLast());
        if (filter.status() == Delivery.Status.FAILED) {
            ResendStore.lock(connection, slice.ids());
            int revived = ResendStore.reviveFailed(connection, spaceId, slice.ids(), narrow, settings.delivery());
            return new Chunk(revived, slice.bottom());
        }
        List<UUID> matching = HistoryStore.deliveries(connection, spaceId, slice.ids(), narrow, filter, CHUNK).stream()
                .map(Delivery::id)
                .toList();
        return new Chunk(revive(connection, spaceId, matching, narrow), slice.bottom());
    }

    private int revive(Connection connection, String spaceId, List<UUID> ids, IdRange range) throws SQLException {
        ResendStore.lock(connection, ids);
        return ResendStore.revive(connection, spaceId, ids, range, settings.delivery());
    }

    private void wakeFor(String spaceId, int revived) {
        if (revived > 0) {
            hint.wake(spaceId);
        }
    }

    private static void requireDelivery(Connection connection, String spaceId, UUID id) throws SQLException {
        if (Deliveries.find(connection, spaceId, id).isEmpty()) {
            throw Deliveries.notFound();
        }
    }

    private ResendStore.Target requireWebhook(Connection connection, String spaceId) throws SQLException {
        ResendStore.Target target =
                ResendStore.target(connection, spaceId).orElseThrow(() -> Problem.of(Problem.Code.SPACE_NOT_FOUND));
        if (!settings.plans().withWebhooks(target.plan())) {
            throw Problem.of(Problem.Code.PLAN_WITHOUT_WEBHOOKS);
        }
        if (!target.hasWebhook()) {
            throw Problem.of(Problem.Code.WEBHOOK_NOT_FOUND);
        }
        return target;
    }

    private static void requireActive(ResendStore.Target target) {
        if (!target.active()) {
            throw Problem.of(Problem.Code.WEBHOOK_INACTIVE);
        }
    }
}
