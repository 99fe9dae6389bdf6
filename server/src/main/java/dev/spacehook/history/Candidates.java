package dev.spacehook.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds ids whose deliveries may be in a wanted state, by an index each, so that the state itself has to be looked up
 * for few. None that is in the state is left out.
 */
final class Candidates {

    /** Numbered from the newest; the last of a full slice is there even if it does not match. */
    private static final String SLICE = """
            select id, matches, place
            from (select id, matches, row_number() over (order by id desc) as place from (
            """;

    private static final String SLICE_END = """
            ) found) numbered
            where matches or place = ?
            order by id desc
            """;

    private static final String ALL_EVENTS = """
            select id, (?::text is null or name = ?) and (?::text is null or room_id = ?) as matches
            from event
            where space_id = ? and id >= ? and id < ?
            order by id desc
            limit ?
            """;

    private static final String CANCELLED_IN_DUE = """
            select event_id
            from due
            where space_id = ? and epoch < (
            """ + HistoryStore.CURRENT_EPOCH + """
            ) and event_id >= ? and event_id < ?
            order by epoch, due_at, event_id
            limit ?
            """;

    private static final String WAITING_COUNT = """
            select count(*)
            from due
            where space_id = ? and epoch >= (
            """ + HistoryStore.CURRENT_EPOCH + """
            ) and event_id >= ? and event_id < ?
            """;

    private enum Source {
        UNSUCCESSFUL(false, """
                (select distinct event_id as id
                 from attempt
                 where space_id = ? and event_id >= ? and event_id < ? and verdict <> 'delivered'
                 order by event_id desc
                 limit ?)
                """),

        WAITING(true, """
                (select event_id as id
                 from due
                 where space_id = ? and epoch >= (
                """ + HistoryStore.CURRENT_EPOCH + """
                 ) and event_id >= ? and event_id < ?
                 order by event_id desc
                 limit ?)
                """),

        WAITING_IN_VAIN(true, """
                (select event_id as id
                 from due
                 where space_id = ? and epoch < (
                """ + HistoryStore.CURRENT_EPOCH + """
                 ) and event_id >= ? and event_id < ?
                 order by event_id desc
                 limit ?)
                """),

        /** Only above the sweep's checkpoint can an event have neither an attempt nor a row in {@code due}. */
        IN_MEMORY(false, """
                (select id
                 from event
                 where space_id = ? and id >= ? and id < ?
                   and id >= (select spacehook_uuid7_floor(checkpoint) from sweep)
                 order by id desc
                 limit ?)
                """);

        private final boolean byEpoch;
        private final String sql;

        Source(boolean byEpoch, String sql) {
            this.byEpoch = byEpoch;
            this.sql = sql;
        }

        void bind(Binder binder, String spaceId, IdRange range, int size) {
            if (byEpoch) {
                binder.text(spaceId);
            }
            binder.text(spaceId).range(range).number(size);
        }
    }

    private Candidates() {}

    /**
     * Some candidates, newest first.
     *
     * @param bottom the lowest id that was looked at; null: the range has no more
     */
    record Slice(List<UUID> ids, @Nullable UUID bottom) {}

    /** Looks at the newest {@code size} of the range. */
    static Slice slice(Connection connection, String spaceId, IdRange range, DeliveryFilter filter, int size)
            throws SQLException {
        List<Source> sources = sources(filter.status());
        String sql = SLICE + (sources.isEmpty() ? ALL_EVENTS : union(sources)) + SLICE_END;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Binder binder = new Binder(statement);
            if (sources.isEmpty()) {
                binder.content(filter).text(spaceId).range(range);
            }
            sources.forEach(source -> source.bind(binder, spaceId, range, size));
            binder.number(size).number(size).done();
            return slice(statement.executeQuery(), size);
        }
    }

    private static Slice slice(ResultSet rows, int size) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        UUID bottom = null;
        while (rows.next()) {
            UUID id = rows.getObject(1, UUID.class);
            if (rows.getBoolean(2)) {
                ids.add(id);
            }
            if (rows.getInt(3) == size) {
                bottom = id;
            }
        }
        return new Slice(ids, bottom);
    }

    /** Where deliveries of a state are found; empty: anywhere. */
    private static List<Source> sources(Delivery.@Nullable Status status) {
        return switch (status) {
            case FAILED -> List.of(Source.UNSUCCESSFUL);
            case PENDING -> List.of(Source.WAITING, Source.IN_MEMORY);
            case CANCELLED -> List.of(Source.UNSUCCESSFUL, Source.WAITING_IN_VAIN, Source.IN_MEMORY);
            case DELIVERED -> List.of();
            case null -> List.of();
        };
    }

    private static String union(List<Source> sources) {
        List<String> parts = sources.stream().map(source -> source.sql).toList();
        return "select id, true as matches from (" + String.join(" union ", parts) + ") any_of"
                + " order by id desc limit ?";
    }

    /** How many of the range wait in {@code due}. */
    static long waiting(Connection connection, String spaceId, IdRange range) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WAITING_COUNT)) {
            new Binder(statement).text(spaceId).text(spaceId).range(range).done();
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Some of the rows in {@code due} that a raised epoch has cancelled, in the order of the index: behind a million of
     * them much quicker than by id.
     */
    static List<UUID> cancelledInDue(Connection connection, String spaceId, IdRange range, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CANCELLED_IN_DUE)) {
            new Binder(statement)
                    .text(spaceId)
                    .text(spaceId)
                    .range(range)
                    .number(limit)
                    .done();
            ResultSet rows = statement.executeQuery();
            List<UUID> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
            return ids;
        }
    }
}
