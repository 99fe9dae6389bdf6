package dev.spacehook.journal;

import dev.spacehook.event.Event;
import dev.spacehook.event.EventName;
import dev.spacehook.storage.ArrayColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code due}: who has something waiting, claims, and the purge of what was cancelled. Stateless. */
public final class DueStore {

    /** A loose index scan: one probe per space and epoch, however many rows each has. */
    private static final String BACKLOGS = """
            with recursive lane as (
                (select space_id, epoch from due order by space_id, epoch limit 1)
                union all
                select next.space_id, next.epoch
                from lane cross join lateral (
                    select space_id, epoch from due
                    where (space_id, epoch) > (lane.space_id, lane.epoch)
                    order by space_id, epoch limit 1) next)
            select space_id, epoch,
                   (select min(due_at) from due d where d.space_id = lane.space_id and d.epoch = lane.epoch)
                       <= (select spacehook_now()) as is_due
            from lane
            """;

    private static final String CLAIM = """
            with start as materialized (select spacehook_now() as now),
            wanted as (
                select * from unnest(?::text[], ?::bigint[], ?::int[], ?::timestamptz[])
                    as w(space_id, epoch, room, since)),
            picked as materialized (
                select d.event_id, d.due_at
                from wanted w cross join lateral (
                    select event_id, due_at from due
                    where space_id = w.space_id and epoch = w.epoch
                      and due_at >= w.since and due_at <= (select now from start)
                    order by due_at, event_id
                    limit w.room
                    for update skip locked) d),
            claimed as (
                update due set leased = true, due_at = start.now + ? * interval '1 millisecond'
                from start, (select event_id, due_at as was_due from picked order by event_id) p
                where due.event_id = p.event_id
                returning due.*, p.was_due, start.now)
            select c.event_id, c.space_id, c.epoch, c.attempt, c.last_attempt, c.expires_at <= c.now as expired,
                   e.name, e.room_id, e.record_id, e.occurred_at, e.is_test, a.n, a.verdict, c.was_due
            from claimed c
            join event e on e.id = c.event_id
            left join lateral (
                select n, verdict from attempt where event_id = c.event_id order by n desc limit 1) a on true
            order by c.was_due, c.event_id
            """;

    private static final String PURGE = """
            with gone as materialized (
                select event_id from due
                where space_id = ? and epoch < coalesce((select epoch from space where id = ?), 9223372036854775807)
                  and (not leased or due_at <= (select spacehook_now()))
                order by event_id limit 1000 for update skip locked),
            deleted as (
                delete from due using gone where due.event_id = gone.event_id
                returning due.event_id, due.space_id, due.attempt),
            marked as (
                insert into attempt (event_id, n, space_id, error, verdict)
                select event_id, coalesce((select max(n) from attempt a where a.event_id = d.event_id), 0) + 1,
                       space_id, 'cancelled', 'cancelled'
                from deleted d
                where not exists (
                    select from attempt a
                    where a.event_id = d.event_id and a.n > d.attempt and a.verdict is not null)
                order by event_id
                on conflict do nothing)
            select count(*) from deleted
            """;

    private static final String RELEASE = """
            update due set leased = false, due_at = spacehook_now() where leased
            """;

    private static final String REMOVE = """
            with row as materialized (
                select event_id from due where event_id = any(?::uuid[]) order by event_id for update)
            delete from due using row where due.event_id = row.event_id
            """;

    /** Who has rows in {@code due}, the cancelled ones of older epochs included. */
    public List<Backlog> backlogs(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BACKLOGS);
                ResultSet result = statement.executeQuery()) {
            List<Backlog> backlogs = new ArrayList<>();
            while (result.next()) {
                backlogs.add(new Backlog(result.getString(1), result.getLong(2), result.getBoolean(3)));
            }
            return backlogs;
        }
    }

    /** Takes what is due, lane by lane, and leases it. */
    public List<Claimed> claim(Connection connection, List<Wanted> wanted, Duration lease) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            int next = new ArrayColumns<>(statement, connection, wanted, 1)
                    .add("text", String[]::new, Wanted::spaceId)
                    .add("int8", Long[]::new, Wanted::epoch)
                    .add("int4", Integer[]::new, Wanted::room)
                    .add("timestamptz", String[]::new, Wanted::sinceOrEver)
                    .next();
            statement.setLong(next, lease.toMillis());
            List<Claimed> claimed = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    claimed.add(claimed(result));
                }
            }
            return claimed;
        }
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        Event event = new Event(
                row.getObject("event_id", UUID.class),
                row.getString("space_id"),
                row.getLong("epoch"),
                EventName.ofWireName(row.getString("name")).orElseThrow(),
                row.getString("room_id"),
                row.getString("record_id"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("is_test"));
        return new Claimed(
                event,
                row.getInt("attempt"),
                row.getInt("last_attempt"),
                row.getBoolean("expired"),
                row.getInt("n"),
                row.getString("verdict") != null,
                row.getObject("was_due", OffsetDateTime.class).toInstant());
    }

    /**
     * Turns up to 1,000 waiting deliveries of an older epoch of the space into cancelled ones.
     *
     * @return how many; fewer than 1,000 means that there are no more
     */
    public int purgeCancelled(Connection connection, String spaceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PURGE)) {
            statement.setString(1, spaceId);
            statement.setString(2, spaceId);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    /** Makes what a dead process had claimed due at once; only where there is no other process. */
    public void releaseAll(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.executeUpdate();
        }
    }

    /** Takes settled events out. */
    public void remove(Connection connection, List<UUID> eventIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setArray(1, connection.createArrayOf("uuid", eventIds.toArray()));
            statement.executeUpdate();
        }
    }

    /** A space and epoch with rows in {@code due}; {@code isDue} where the first of them has come due. */
    public record Backlog(String spaceId, long epoch, boolean isDue) {}

    /**
     * What a lane has room for.
     *
     * @param since look no further back than this, which keeps dead index entries out of the way; null: all
     */
    public record Wanted(
            String spaceId, long epoch, int room, @Nullable Instant since) {

        private String sinceOrEver() {
            return since == null ? "-infinity" : since.toString();
        }
    }

    /**
     * A leased row with its event.
     *
     * @param attempt the number of the last attempt that {@code due} knows of
     * @param lastAttempt the number of the last attempt of this series
     * @param expired whether its time is over
     * @param written the highest number in {@code attempt}, 0 without any
     * @param writtenFinal whether that one settled it
     * @param wasDue when it had come due
     */
    public record Claimed(
            Event event,
            int attempt,
            int lastAttempt,
            boolean expired,
            int written,
            boolean writtenFinal,
            Instant wasDue) {

        /** Settled by an outcome that was written after the row was put here: nothing to send. */
        public boolean isSettled() {
            return written > attempt && writtenFinal;
        }

        /** The number of the attempt to make: a number already written is not sent again. */
        public int nextAttempt() {
            return Math.max(attempt, written) + 1;
        }
    }
}
