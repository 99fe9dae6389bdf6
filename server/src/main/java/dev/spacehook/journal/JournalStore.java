package dev.spacehook.journal;

import dev.spacehook.config.Settings;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The journal's SQL. One statement stores a whole batch; with autocommit it is also the whole transaction. */
final class JournalStore {

    private static final String ROWS = """
            with start as materialized (select spacehook_journal_start() as at),
            batch as materialized (
                select spacehook_uuid7(start.at, r.place::int) as id, start.at, r.*
                from start, unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                                   ?::boolean[], ?::boolean[], ?::text[], ?::bytea[])
                    with ordinality as r(space_id, epoch, name, room_id, record_id, occurred_ms,
                                         is_test, spill, key, content_hash, place)),
            """;

    private static final String KEYED = """
            keyed as (
                insert into event_key (client, key, event_id, content_hash)
                select ?, key, id, content_hash from batch where key is not null order by key
                on conflict do nothing
                returning event_id),
            stored as materialized (
                select * from batch where key is null or id in (select event_id from keyed)),
            """;

    private static final String UNKEYED = """
            stored as (select * from batch),
            """;

    private static final String WRITES = """
            events as (
                insert into event (id, space_id, epoch, name, room_id, record_id, occurred_at, is_test)
                select id, space_id, epoch, name, room_id, record_id,
                       to_timestamp(occurred_ms / 1000.0), is_test
                from stored),
            spilled as (
                insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)
                select id, space_id, epoch, 0, ?, at, at + ? * interval '1 millisecond'
                from stored where spill order by id)
            """;

    private static final String WITH_KEYS = ROWS + KEYED + WRITES + """
            select case when key is null or id in (select event_id from keyed) then id end
            from batch order by place
            """;

    private static final String WITHOUT_KEYS = ROWS + UNKEYED + WRITES + """
            select id from batch order by place
            """;

    private static final String WINNERS = """
            select key, event_id, content_hash from event_key where client = ? and key = any(?)
            """;

    private final int attempts;
    private final long maxAgeMillis;

    JournalStore(Settings.Delivery delivery) {
        this.attempts = delivery.attempts();
        this.maxAgeMillis = delivery.maxAge().toMillis();
    }

    /**
     * Stores the rows in one transaction.
     *
     * @return an id for each row in order; null where another event has the row's key
     */
    UUID[] insert(Connection connection, List<Row> rows) throws SQLException {
        String client = clientOf(rows);
        try (PreparedStatement statement = connection.prepareStatement(client == null ? WITHOUT_KEYS : WITH_KEYS)) {
            int next = bindRows(statement, connection, rows);
            if (client != null) {
                statement.setString(next++, client);
            }
            statement.setInt(next++, attempts);
            statement.setLong(next, maxAgeMillis);
            UUID[] ids = new UUID[rows.size()];
            try (ResultSet result = statement.executeQuery()) {
                for (int i = 0; result.next(); i++) {
                    ids[i] = result.getObject(1, UUID.class);
                }
            }
            BatchFailures.requireConfirmed(statement);
            return ids;
        }
    }

    private static @org.jspecify.annotations.Nullable String clientOf(List<Row> rows) {
        for (Row row : rows) {
            EventKey key = row.event().key();
            if (key != null) {
                return key.client();
            }
        }
        return null;
    }

    private static int bindRows(PreparedStatement statement, Connection connection, List<Row> rows)
            throws SQLException {
        int next = 1;
        next = bind(
                statement, connection, next, "text", rows, row -> row.event().spaceId());
        next = bind(
                statement, connection, next, "bigint", rows, row -> row.event().epoch());
        next = bind(
                statement,
                connection,
                next,
                "text",
                rows,
                row -> row.event().name().wireName());
        next = bind(
                statement, connection, next, "text", rows, row -> row.event().roomId());
        next = bind(
                statement, connection, next, "text", rows, row -> row.event().recordId());
        next = bind(
                statement,
                connection,
                next,
                "bigint",
                rows,
                row -> row.event().occurredAt().toEpochMilli());
        next = bind(
                statement, connection, next, "boolean", rows, row -> row.event().test());
        next = bind(statement, connection, next, "boolean", rows, Row::spill);
        next = bind(
                statement,
                connection,
                next,
                "text",
                rows,
                row -> row.event().key() == null ? null : row.event().key().key());
        return bind(
                statement,
                connection,
                next,
                "bytea",
                rows,
                row -> row.event().key() == null ? null : row.event().key().contentHash());
    }

    private static int bind(
            PreparedStatement statement,
            Connection connection,
            int index,
            String type,
            List<Row> rows,
            Function<Row, @org.jspecify.annotations.Nullable Object> column)
            throws SQLException {
        Object[] values = switch (type) {
            case "bigint" -> new Long[rows.size()];
            case "boolean" -> new Boolean[rows.size()];
            case "bytea" -> new byte[rows.size()][];
            default -> new String[rows.size()];
        };
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        Array array = connection.createArrayOf(type, values);
        statement.setArray(index, array);
        return index + 1;
    }

    /** The events that hold these keys. */
    Map<String, Winner> winners(Connection connection, String client, List<String> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WINNERS)) {
            statement.setString(1, client);
            statement.setArray(2, connection.createArrayOf("text", keys.toArray()));
            Map<String, Winner> winners = new HashMap<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    winners.put(result.getString(1), new Winner(result.getObject(2, UUID.class), result.getBytes(3)));
                }
            }
            return winners;
        }
    }

    /** One event of a batch and whether it goes into {@code due} at once because its lane is full. */
    record Row(NewEvent event, boolean spill) {}

    /** Who came first with a key. */
    record Winner(UUID id, byte[] contentHash) {}
}
