package dev.spacehook.history;

import dev.spacehook.config.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts settled deliveries into {@code due} again. The rows that wait are locked first: who settles them at this moment
 * is done before the states are read, and the numbers of attempts are final.
 */
final class ResendStore {

    /** The largest number an attempt can have. */
    private static final int LAST_NUMBER = Short.MAX_VALUE;

    private static final String TARGET = """
            select s.epoch, s.plan, w.is_active
            from space s left join webhook w on w.space_id = s.id
            where s.id = ? and s.deleted_at is null
            """;

    private static final String LOCK = """
            select event_id from due where event_id = any(?) order by event_id for update
            """;

    private static final String SETTLED_FROM = """
            from unnest(?::uuid[]) as given (id)
            cross join lateral (select * from event where id = given.id and id >= ? and id < ? limit 1) e
            """ + HistoryStore.STATE_FROM + """
            where e.space_id = ?
            """;

    /**
     * Gives cancelled deliveries the final row they do not have yet, so that whoever still holds one in memory finds
     * its number taken and leaves the new series alone.
     */
    private static final String SETTLE = """
            insert into attempt (event_id, n, space_id, error, verdict)
            select e.id, greatest(coalesce(l.n, 0), coalesce(d.attempt, 0)) + 1, e.space_id, 'cancelled', 'cancelled'
            """ + SETTLED_FROM + """
              and case when d.event_id is null then l.verdict is null and e.epoch < c.epoch else d.epoch < c.epoch end
              and greatest(coalesce(l.n, 0), coalesce(d.attempt, 0)) < ?
            order by e.id
            on conflict do nothing
            """;

    private static final String REVIVE_FROM = """
            insert into due (event_id, space_id, epoch, attempt, last_attempt, leased, due_at, expires_at)
            select e.id, e.space_id, c.epoch, l.n, least(l.n + ?, ?), false,
                   spacehook_now(), spacehook_now() + ? * interval '1 millisecond'
            """ + SETTLED_FROM + """
              and l.n < ?
            """;

    private static final String SETTLED = """
              and l.verdict is not null and (d.event_id is null or d.epoch < c.epoch)
            """;

    private static final String FAILED = """
              and l.verdict in ('failed', 'expired') and d.event_id is null
            """;

    private static final String REVIVE_INTO = """
            order by e.id
            on conflict (event_id) do update
            set epoch = excluded.epoch, attempt = excluded.attempt, last_attempt = excluded.last_attempt,
                leased = false, due_at = excluded.due_at, expires_at = excluded.expires_at
            where due.epoch < excluded.epoch
            """;

    private ResendStore() {}

    /** Where a resend would go to. */
    record Target(String plan, boolean hasWebhook, boolean active) {}

    static Optional<Target> target(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TARGET)) {
            new Binder(statement).text(spaceId).done();
            ResultSet row = statement.executeQuery();
            if (!row.next()) {
                return Optional.empty();
            }
            Boolean active = row.getObject("is_active", Boolean.class);
            return Optional.of(new Target(row.getString("plan"), active != null, Boolean.TRUE.equals(active)));
        }
    }

    /** Locks those of the deliveries that wait. */
    static void lock(Connection connection, List<UUID> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            new Binder(statement).ids(connection, ids).done();
            statement.executeQuery().close();
        }
    }

    /**
     * Starts a new series for those that do not wait; the others stay as they are. To be called after {@link #lock}.
     *
     * @param range holds all of the ids
     * @return for how many
     */
    static int revive(Connection connection, String spaceId, List<UUID> ids, IdRange range, Settings.Delivery series)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            settled(new Binder(statement), connection, spaceId, ids, range)
                    .number(LAST_NUMBER)
                    .done();
            statement.executeUpdate();
        }
        return revive(SETTLED, connection, spaceId, ids, range, series);
    }

    /** As {@link #revive}, for those only that have failed. */
    static int reviveFailed(
            Connection connection, String spaceId, List<UUID> ids, IdRange range, Settings.Delivery series)
            throws SQLException {
        return revive(FAILED, connection, spaceId, ids, range, series);
    }

    private static int revive(
            String which,
            Connection connection,
            String spaceId,
            List<UUID> ids,
            IdRange range,
            Settings.Delivery series)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVIVE_FROM + which + REVIVE_INTO)) {
            Binder binder = new Binder(statement)
                    .number(series.attempts())
                    .number(LAST_NUMBER)
                    .number(series.maxAge().toMillis());
            settled(binder, connection, spaceId, ids, range).number(LAST_NUMBER).done();
            return statement.executeUpdate();
        }
    }

    private static Binder settled(Binder binder, Connection connection, String spaceId, List<UUID> ids, IdRange range)
            throws SQLException {
        return binder.ids(connection, ids)
                .range(range)
                .text(spaceId)
                .range(range)
                .text(spaceId);
    }
}
