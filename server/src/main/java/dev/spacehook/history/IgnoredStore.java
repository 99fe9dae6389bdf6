package dev.spacehook.history;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The rows of {@code ignored}: how many events of a space were ignored, by reason and ten minutes. */
final class IgnoredStore {

    private static final Comparator<IgnoredEvents.Counted> KEY_ORDER =
            Comparator.comparing(IgnoredEvents.Counted::spaceId).thenComparing(IgnoredEvents.Counted::reason);

    private static final String ADD = """
            insert into ignored (space_id, slot, reason, count, last_at)
            select space_id, to_timestamp(floor(extract(epoch from spacehook_now()) / 600) * 600), reason, count,
                   spacehook_now() - age_ms * interval '1 millisecond'
            from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) with ordinality
                 as given (space_id, reason, count, age_ms, place)
            order by place
            on conflict (space_id, slot, reason) do update
            set count = ignored.count + excluded.count, last_at = greatest(ignored.last_at, excluded.last_at)
            """;

    /** The newest row of a space and reason stays longer: it tells when the last event came. */
    private static final String PURGE = """
            delete from ignored i
            where slot < spacehook_now() - interval '25 hours'
              and (slot < spacehook_now() - ? * interval '1 millisecond'
                   or exists (select from ignored j
                              where j.space_id = i.space_id and j.reason = i.reason and j.slot > i.slot))
            """;

    private static final String OF_SPACE = """
            select reason, max(last_at) as last_at,
                   coalesce(sum(count) filter (where slot > spacehook_now() - interval '24 hours 10 minutes'), 0)::bigint
            from ignored
            where space_id = ?
            group by reason
            """;

    private IgnoredStore() {}

    /** The count of the last 24 hours, which may be 0, and when the last one came. */
    record Summary(long count, Instant lastAt) {

        static Summary of(IgnoredEvents.Counted counted) {
            return new Summary(counted.count(), counted.lastAt());
        }

        Summary plus(Summary other) {
            return new Summary(count + other.count, lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
        }
    }

    static void add(Connection connection, List<IgnoredEvents.Counted> counted, Instant now) throws SQLException {
        List<IgnoredEvents.Counted> sorted = counted.stream().sorted(KEY_ORDER).toList();
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setArray(1, column(connection, "text", sorted, IgnoredEvents.Counted::spaceId));
            statement.setArray(2, column(connection, "text", sorted, IgnoredEvents.Counted::reason));
            statement.setArray(3, column(connection, "bigint", sorted, IgnoredEvents.Counted::count));
            statement.setArray(4, column(connection, "bigint", sorted, one -> age(one, now)));
            statement.executeUpdate();
        }
    }

    private static long age(IgnoredEvents.Counted counted, Instant now) {
        return Math.max(0, Duration.between(counted.lastAt(), now).toMillis());
    }

    private static Array column(
            Connection connection,
            String type,
            List<IgnoredEvents.Counted> rows,
            Function<IgnoredEvents.Counted, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }

    static void purge(Connection connection, Duration retention) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PURGE)) {
            statement.setLong(1, retention.toMillis());
            statement.executeUpdate();
        }
    }

    /** By reason. */
    static Map<String, Summary> ofSpace(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF_SPACE)) {
            statement.setString(1, spaceId);
            ResultSet rows = statement.executeQuery();
            Map<String, Summary> found = new HashMap<>();
            while (rows.next()) {
                Instant lastAt = HistoryStore.requiredTime(rows, "last_at");
                found.put(rows.getString(1), new Summary(rows.getLong(3), lastAt));
            }
            return found;
        }
    }
}
