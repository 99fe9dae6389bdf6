package dev.spacehook.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts the attempts of the last 24 hours, those of the newest events only where there are very many. */
final class DayStore {

    /** Keeps the busiest space's page as quick as a quiet one's. */
    private static final int MOST_EVENTS = 20_000;

    /**
     * The clock is read in subqueries, once: read for each row it could use no index, and would walk through all days.
     */
    static final String HALF_HOURS = """
            with newest as materialized (
                select id from event
                where space_id = ? and id >= (select spacehook_uuid7_floor(spacehook_now() - interval '24 hours'))
                order by id desc
                limit ?)
            select date_bin('30 minutes', a.started_at, timestamptz '2000-01-01 00:00:00Z') as from_time,
                   count(*) filter (where a.verdict = 'delivered') as delivered,
                   count(*) filter (where a.verdict is null) as retried,
                   count(*) filter (where a.verdict in ('failed', 'expired')) as failed,
                   percentile_disc(0.5) within group (order by a.duration_ms)
                       filter (where a.verdict = 'delivered') as latency
            from newest
            join attempt a on a.event_id = newest.id
                and a.event_id >= (select spacehook_uuid7_floor(spacehook_now() - interval '24 hours'))
            where a.started_at >= (select spacehook_now() - interval '24 hours')
            group by from_time
            order by from_time
            """;

    private DayStore() {}

    static List<HalfHour> halfHours(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HALF_HOURS)) {
            new Binder(statement).text(spaceId).number(MOST_EVENTS).done();
            ResultSet rows = statement.executeQuery();
            List<HalfHour> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new HalfHour(
                        HistoryStore.requiredTime(rows, "from_time"),
                        rows.getInt("delivered"),
                        rows.getInt("retried"),
                        rows.getInt("failed"),
                        rows.getObject("latency", Integer.class)));
            }
            return found;
        }
    }
}
