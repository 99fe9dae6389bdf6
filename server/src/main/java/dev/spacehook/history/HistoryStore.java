package dev.spacehook.history;

import dev.spacehook.event.EventName;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads deliveries out of {@code event}, {@code attempt} and {@code due}. No state is stored: a row in {@code due} of
 * the space's epoch means pending, of an older one cancelled; without such a row the verdict of the last attempt
 * decides; without any the event is still in memory, and its own epoch decides.
 */
final class HistoryStore {

    /** What is older is cancelled; in a deleted space, everything. */
    static final String CURRENT_EPOCH = """
            select coalesce(max(epoch), 9223372036854775807) as epoch from space where id = ? and deleted_at is null
            """;

    /**
     * What the state of a delivery is made of: c the space, e the event, l its attempts, d what waits. Limits of one
     * row keep the planner from joining the other way round, through all events of the space.
     */
    static final String STATE_FROM = """
            cross join (
            """ + CURRENT_EPOCH + """
            ) c
            left join lateral (select * from due where event_id = e.id limit 1) d on true
            left join lateral (
                select max(a.n) as n,
                       (array_agg(a.verdict order by a.n desc))[1] as verdict,
                       count(a.started_at) as tries,
                       (array_agg(a.n order by a.n desc) filter (where a.started_at is not null))[1] as last_try
                from attempt a
                where a.event_id = e.id and a.event_id >= ? and a.event_id < ?) l on true
            """;

    static final String STATE = """
            case when d.event_id is not null then case when d.epoch < c.epoch then 'cancelled' else 'pending' end
                 when l.verdict = 'expired' then 'failed'
                 when l.verdict is not null then l.verdict
                 when e.epoch < c.epoch then 'cancelled'
                 else 'pending' end""";

    private static final String DELIVERIES = """
            with state as (
                select e.*, given.place, l.verdict, l.tries, l.last_try, d.due_at, d.leased,
            """ + STATE + """
             as status
                from unnest(?::uuid[]) with ordinality as given (id, place)
                cross join lateral (
                    select * from event where id = given.id and id >= ? and id < ? limit 1) e
            """ + STATE_FROM + """
                where e.space_id = ? and (?::text is null or e.name = ?) and (?::text is null or e.room_id = ?)),
            page as materialized (
                select * from state where ?::text is null or status = ? order by place limit ?)
            select page.*, t.started_at, t.status_code, t.error
            from page
            left join lateral (
                select started_at, status_code, error from attempt
                where event_id = page.id and event_id >= ? and event_id < ? and n = page.last_try) t on true
            order by page.place
            """;

    private static final String ATTEMPT_LOG = """
            select n, started_at, duration_ms, status_code, error, note, answer
            from attempt
            where event_id = ? and started_at is not null
            order by n
            """;

    private HistoryStore() {}

    /**
     * The deliveries of these ids that the filter admits, in the order of the ids.
     *
     * @param range holds all of the ids
     */
    static List<Delivery> deliveries(
            Connection connection, String spaceId, List<UUID> ids, IdRange range, DeliveryFilter filter, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELIVERIES)) {
            new Binder(statement)
                    .ids(connection, ids)
                    .range(range)
                    .text(spaceId)
                    .range(range)
                    .text(spaceId)
                    .content(filter)
                    .twice(filter.status() == null ? null : filter.status().wireName())
                    .number(limit)
                    .range(range)
                    .done();
            ResultSet rows = statement.executeQuery();
            List<Delivery> deliveries = new ArrayList<>();
            while (rows.next()) {
                deliveries.add(delivery(rows));
            }
            return deliveries;
        }
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        Delivery.Status status =
                Delivery.Status.ofWireName(row.getString("status")).orElseThrow();
        boolean planned = status == Delivery.Status.PENDING && !row.getBoolean("leased");
        return new Delivery(
                id,
                EventName.ofWireName(row.getString("name")).orElseThrow(),
                row.getString("room_id"),
                row.getString("record_id"),
                requiredTime(row, "occurred_at"),
                IdRange.timeOf(id),
                status,
                row.getInt("tries"),
                time(row, "started_at"),
                row.getObject("status_code", Integer.class),
                error(row, status),
                planned ? time(row, "due_at") : null,
                row.getBoolean("is_test"));
    }

    private static @Nullable String error(ResultSet row, Delivery.Status status) throws SQLException {
        return switch (status) {
            case CANCELLED -> "cancelled";
            case FAILED -> "expired".equals(row.getString("verdict")) ? "expired" : row.getString("error");
            case PENDING, DELIVERED -> row.getString("error");
        };
    }

    /** Whether there is or was such a space. */
    static boolean isKnown(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1 from space where id = ?")) {
            new Binder(statement).text(spaceId).done();
            return statement.executeQuery().next();
        }
    }

    /** Every POST of a delivery, in order. */
    static List<AttemptLogEntry> attemptLog(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ATTEMPT_LOG)) {
            statement.setObject(1, id);
            ResultSet rows = statement.executeQuery();
            List<AttemptLogEntry> log = new ArrayList<>();
            while (rows.next()) {
                log.add(new AttemptLogEntry(
                        rows.getInt(1),
                        requiredTime(rows, "started_at"),
                        rows.getObject(3, Integer.class),
                        rows.getObject(4, Integer.class),
                        rows.getString(5),
                        rows.getString(6),
                        text(rows.getBytes(7))));
            }
            return log;
        }
    }

    /** Decodes what a receiver answered: invalid UTF-8 is replaced, NUL is dropped. */
    static @Nullable String text(byte @Nullable [] answer) {
        if (answer == null) {
            return null;
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(answer));
        return decoded.toString().replace("\0", "");
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        java.time.OffsetDateTime time = row.getObject(column, java.time.OffsetDateTime.class);
        return time == null ? null : time.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    static Instant requiredTime(ResultSet row, String column) throws SQLException {
        Instant time = time(row, column);
        if (time == null) {
            throw new SQLException("no value in column " + column);
        }
        return time;
    }
}
