package dev.spacehook.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills one page, newest first: slice by slice of the candidates, for a bounded time. Where matches are rare the page
 * comes back short, with a cursor behind what was looked at, rather than late or never.
 */
final class DeliverySearch {

    private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FIRST_SLICE = 500;
    /** Each candidate's state is looked up. */
    private static final int LARGEST_SLICE = 2_000;
    /** Name and room are compared while the events are read. */
    private static final int LARGEST_SLICE_BY_CONTENT = 20_000;

    private final Connection connection;
    private final String spaceId;
    private final DeliveryFilter filter;

    DeliverySearch(Connection connection, String spaceId, DeliveryFilter filter) {
        this.connection = connection;
        this.spaceId = spaceId;
        this.filter = filter;
    }

    /** @param before the id after which, downwards, the page begins; null: the newest */
    DeliveryPage page(@Nullable UUID before, int limit) throws SQLException {
        IdRange range = IdRange.between(filter.from(), filter.to());
        if (before != null) {
            range = range.below(before);
        }
        long deadline = System.nanoTime() + BUDGET_NANOS;
        List<Delivery> found = new ArrayList<>();
        UUID bottom = search(range, limit + 1, limit + 1, found);
        for (int size = FIRST_SLICE; found.size() <= limit && bottom != null; size = grown(size)) {
            if (System.nanoTime() > deadline) {
                return new DeliveryPage(found, cursor(bottom));
            }
            range = range.below(bottom);
            bottom = search(range, size, limit + 1 - found.size(), found);
        }
        return found.size() <= limit ? new DeliveryPage(found, null) : full(found, limit);
    }

    private DeliveryPage full(List<Delivery> found, int limit) {
        List<Delivery> items = List.copyOf(found.subList(0, limit));
        return new DeliveryPage(items, cursor(items.getLast().id()));
    }

    /** Adds the matches of one slice; its bottom, or null if there is nothing below. */
    private @Nullable UUID search(IdRange range, int size, int wanted, List<Delivery> found) throws SQLException {
        Candidates.Slice slice = Candidates.slice(connection, spaceId, range, filter, size);
        List<UUID> ids = slice.ids();
        if (!ids.isEmpty()) {
            IdRange narrow = range.from(ids.getLast());
            found.addAll(HistoryStore.deliveries(connection, spaceId, ids, narrow, filter, wanted));
        }
        return slice.bottom();
    }

    private int grown(int size) {
        boolean byContentOnly = filter.isByContent() && filter.status() == null;
        return Math.min(size * 4, byContentOnly ? LARGEST_SLICE_BY_CONTENT : LARGEST_SLICE);
    }

    private String cursor(UUID last) {
        return Cursor.of(last, spaceId, filter);
    }
}
