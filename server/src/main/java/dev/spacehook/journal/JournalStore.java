package dev.spacehook.journal;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.ArrayColumns;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal's SQL. One statement stores a whole batch; with autocommit it is also the whole transaction. */
final class JournalStore {

    private static final String ROWS = """
            with start as materialized (select spacehook_journal_start() as at),
            batch as materialized (
                select spacehook_uuid7(start.at, r.place::int, r.tail) as id, start.at, r.*
                from start, unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                                   ?::boolean[], ?::boolean[], ?::text[], ?::bytea[], ?::bigint[])
                    with ordinality as r(space_id, epoch, name, room_id, record_id, occurred_ms,
                                         is_test, spill, key, content_hash, tail, place)),
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
                       to_timestamp(occurred_ms / 1000::float8), is_test
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

    private static final SecureRandom RANDOM = new SecureRandom();

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

    private static @Nullable String clientOf(List<Row> rows) {
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
        return new ArrayColumns<>(statement, connection, rows, 1)
                .add("text", String[]::new, row -> row.event().spaceId())
                .add("int8", Long[]::new, row -> row.event().epoch())
                .add("text", String[]::new, row -> row.event().name().wireName())
                .add("text", String[]::new, row -> row.event().roomId())
                .add("text", String[]::new, row -> row.event().recordId())
                .add("int8", Long[]::new, row -> row.event().occurredAt().toEpochMilli())
                .add("bool", Boolean[]::new, row -> row.event().test())
                .add("bool", Boolean[]::new, Row::spill)
                .add("text", String[]::new, Row::key)
                .add("bytea", byte[][]::new, Row::contentHash)
                .add("int8", Long[]::new, _ -> randomTail())
                .next();
    }

    /** The random end of an id: the variant's two bits (RFC 9562), then 62 of chance. */
    private static long randomTail() {
        return (RANDOM.nextLong() >>> 2) | Long.MIN_VALUE;
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
    record Row(NewEvent event, boolean spill) {

        private @Nullable String key() {
            EventKey key = event.key();
            return key == null ? null : key.key();
        }

        private byte @Nullable [] contentHash() {
            EventKey key = event.key();
            return key == null ? null : key.contentHash();
        }
    }

    /** Who came first with a key. */
    record Winner(UUID id, byte[] contentHash) {}
}
