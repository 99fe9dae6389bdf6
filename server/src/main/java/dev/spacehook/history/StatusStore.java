package dev.spacehook.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads how a webhook is doing out of its latest attempts. */
final class StatusStore {

    private static final String ACTIVE = "select is_active from webhook where space_id = ?";

    private static final String BOTTOM = """
            select id from event where space_id = ? and id >= ? and id < ? order by id desc offset ? limit 1
            """;

    private static final String NEWEST_TOLD = """
            select id from (select id, is_test from event where space_id = ? order by id desc limit ?) newest
            where not is_test limit 1
            """;

    /*
     * "offset 0" keeps the planner from turning the next two around. It knows little of the newest rows, expects one, and
     * might then hold each event of the space against all attempts of that time, those of all other spaces included.
     */

    private static final String LAST_SUCCESS = """
            select a.started_at, a.started_at + coalesce(a.duration_ms, 0) * interval '1 millisecond' as ended_at
            from event e
            join lateral (
                select * from attempt where event_id = e.id and event_id >= ? and event_id < ? offset 0) a on true
            where e.space_id = ? and e.id >= ? and e.id < ? and a.verdict = 'delivered' and a.started_at is not null
            order by a.started_at desc
            limit 1
            """;

    private static final String FIRST_FAILURE = """
            select min(a.started_at) as started_at
            from event e
            join lateral (
                select * from attempt where event_id = e.id and event_id >= ? and event_id < ? offset 0) a on true
            where e.space_id = ? and e.id >= ? and e.id < ? and a.verdict is distinct from 'delivered'
              and a.started_at > coalesce(?::timestamptz, '-infinity')
            """;

    private StatusStore() {}

    /** When a successful attempt began and ended. */
    record Success(OffsetDateTime startedAt, Instant endedAt) {}

    static boolean isActive(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ACTIVE)) {
            new Binder(statement).text(spaceId).done();
            ResultSet row = statement.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }

    /** The lowest of the newest {@code size} events of the range; empty where there are no more than that. */
    static Optional<UUID> bottom(Connection connection, String spaceId, IdRange range, int size) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BOTTOM)) {
            new Binder(statement).text(spaceId).range(range).number(size).done();
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
    }

    /** The newest event that is no test, among the newest {@code size}. */
    static Optional<UUID> newestTold(Connection connection, String spaceId, int size) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_TOLD)) {
            new Binder(statement).text(spaceId).number(size).done();
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
        }
    }

    static Optional<Success> lastSuccess(Connection connection, String spaceId, IdRange range) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_SUCCESS)) {
            new Binder(statement).range(range).text(spaceId).range(range).done();
            ResultSet row = statement.executeQuery();
            if (!row.next()) {
                return Optional.empty();
            }
            Instant endedAt = HistoryStore.requiredTime(row, "ended_at");
            return Optional.of(new Success(row.getObject(1, OffsetDateTime.class), endedAt));
        }
    }

    static @Nullable Instant firstFailure(Connection connection, String spaceId, IdRange range, @Nullable Success after)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIRST_FAILURE)) {
            new Binder(statement)
                    .range(range)
                    .text(spaceId)
                    .range(range)
                    .value(after == null ? null : after.startedAt())
                    .done();
            ResultSet row = statement.executeQuery();
            row.next();
            return HistoryStore.time(row, "started_at");
        }
    }
}
