package dev.spacehook.journal;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.ArrayColumns;
import dev.spacehook.storage.CopyRows;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The journal's SQL: all of a batch in one transaction. A small batch is one statement, because each further round trip
 * waits for its turn on a busy machine; a large one is copied in, which costs PostgreSQL less for each event.
 */
final class JournalStore {

    /** At most so many rows are a small batch: from about here on copying is as quick. */
    private static final int SMALL = 64;

    /** Lock, ids and events in one round trip. The place in the batch is in the id, and comes back with it. */
    private static final String AT_ONCE = """
            with start as materialized (select spacehook_journal_start() as at)
            insert into event (id, space_id, epoch, name, room_id, record_id, occurred_at, is_test)
            select spacehook_uuid7(start.at, place::int - 1, tail), space_id, epoch, name, room_id, record_id,
                   to_timestamp(occurred_ms / 1000::float8), is_test
            from start, unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                               ?::bigint[])
                with ordinality as r(space_id, epoch, name, room_id, record_id, occurred_ms, is_test, tail, place)
            returning id
            """;

    /** Takes the lock that the sweep's horizon is read from, before any id is made. */
    private static final String START = """
            select floor(extract(epoch from spacehook_journal_start()) * 1000)::bigint
            """;

    private static final String KEYS = """
            insert into event_key (client, key, event_id, content_hash)
            select ?, key, id, content_hash
            from unnest(?::text[], ?::uuid[], ?::bytea[]) as k(key, id, content_hash) order by key
            on conflict do nothing
            returning event_id
            """;

    private static final String EVENTS = """
            copy event (id, space_id, epoch, name, room_id, record_id, occurred_at, is_test) from stdin (format binary)
            """;

    private static final int EVENT_COLUMNS = 8;
    private static final int EVENT_BYTES = 256;

    private static final String SPILL = """
            insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)
            select id, space_id, epoch, 0, ?, at, at + ? * interval '1 millisecond'
            from to_timestamp(? / 1000::float8) as at, unnest(?::uuid[], ?::text[], ?::bigint[]) as s(id, space_id, epoch)
            order by id
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
     * Stores the rows and commits. The connection is in autocommit mode before and after.
     *
     * @return an id for each row in order; null where another event has the row's key
     */
    @Nullable
    UUID[] insert(Connection connection, List<Row> rows) throws SQLException {
        return rows.size() <= SMALL && rows.stream().allMatch(Row::isPlain)
                ? WriterTransaction.single(connection, one -> insertAtOnce(one, rows))
                : WriterTransaction.run(connection, begun -> copy(begun, rows));
    }

    /** As one statement: a transaction of its own in autocommit mode. */
    static UUID[] insertAtOnce(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(AT_ONCE)) {
            new ArrayColumns<>(statement, connection, rows, 1)
                    .add("text", String[]::new, row -> row.event().spaceId())
                    .add("int8", Long[]::new, row -> row.event().epoch())
                    .add("text", String[]::new, row -> row.event().name().wireName())
                    .add("text", String[]::new, row -> row.event().roomId())
                    .add("text", String[]::new, row -> row.event().recordId())
                    .add("int8", Long[]::new, row -> row.event().occurredAt().toEpochMilli())
                    .add("bool", Boolean[]::new, row -> row.event().test())
                    .add("int8", Long[]::new, _ -> randomTail());
            UUID[] ids = new UUID[rows.size()];
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    UUID id = result.getObject(1, UUID.class);
                    ids[place(id)] = id;
                }
            }
            BatchFailures.requireConfirmed(statement.getWarnings());
            return ids;
        }
    }

    /** In several statements, in a transaction that the caller has begun and will commit. */
    @Nullable
    UUID[] copy(Connection connection, List<Row> rows) throws SQLException {
        long now = start(connection);
        List<Stored> all = new ArrayList<>(rows.size());
        for (Row row : rows) {
            all.add(new Stored(id(now, all.size()), row));
        }
        List<Stored> stored = takeKeys(connection, all);
        copyEvents(connection, stored);
        spill(connection, now, stored);
        return ids(all, stored);
    }

    private static long start(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(START);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    /** RFC 9562, version 7: milliseconds, then the row's place in its batch where the RFC has 12 bits of choice. */
    private static UUID id(long millis, int place) {
        return new UUID(millis << 16 | 0x7000 | place, randomTail());
    }

    private static int place(UUID id) {
        return (int) id.getMostSignificantBits() & 0xfff;
    }

    /** Those without a key, and those whose key was free. */
    private static List<Stored> takeKeys(Connection connection, List<Stored> all) throws SQLException {
        List<Stored> keyed = all.stream()
                .filter(stored -> stored.row().event().key() != null)
                .toList();
        if (keyed.isEmpty()) {
            return all;
        }
        Set<UUID> won = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
            statement.setString(1, client(keyed.getFirst()));
            new ArrayColumns<>(statement, connection, keyed, 2)
                    .add("text", String[]::new, stored -> stored.row().key())
                    .add("uuid", UUID[]::new, Stored::id)
                    .add("bytea", byte[][]::new, stored -> stored.row().contentHash());
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    won.add(result.getObject(1, UUID.class));
                }
            }
        }
        return all.stream()
                .filter(stored -> stored.row().event().key() == null || won.contains(stored.id()))
                .toList();
    }

    private static String client(Stored keyed) {
        return Objects.requireNonNull(keyed.row().event().key()).client();
    }

    private static void copyEvents(Connection connection, List<Stored> stored) throws SQLException {
        if (stored.isEmpty()) {
            return;
        }
        CopyRows rows = new CopyRows(EVENT_COLUMNS, stored.size() * EVENT_BYTES);
        for (Stored one : stored) {
            NewEvent event = one.row().event();
            rows.begin()
                    .uuid(one.id())
                    .text(event.spaceId())
                    .int8(event.epoch())
                    .text(event.name().wireName())
                    .text(event.roomId())
                    .text(event.recordId())
                    .millis(event.occurredAt().toEpochMilli())
                    .bool(event.test());
        }
        rows.send(connection, EVENTS);
    }

    private void spill(Connection connection, long now, List<Stored> stored) throws SQLException {
        List<Stored> spilled = stored.stream().filter(one -> one.row().spill()).toList();
        if (spilled.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(SPILL)) {
            statement.setInt(1, attempts);
            statement.setLong(2, maxAgeMillis);
            statement.setLong(3, now);
            new ArrayColumns<>(statement, connection, spilled, 4)
                    .add("uuid", UUID[]::new, Stored::id)
                    .add("text", String[]::new, one -> one.row().event().spaceId())
                    .add("int8", Long[]::new, one -> one.row().event().epoch());
            statement.executeUpdate();
        }
    }

    /** Both lists are in the order of the rows. */
    private static @Nullable UUID[] ids(List<Stored> all, List<Stored> stored) {
        @Nullable UUID[] ids = new UUID[all.size()];
        int next = 0;
        for (int i = 0; i < ids.length && next < stored.size(); i++) {
            if (all.get(i).equals(stored.get(next))) {
                ids[i] = all.get(i).id();
                next++;
            }
        }
        return ids;
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

        /** Whether it is stored as an event and nothing else. */
        private boolean isPlain() {
            return event.key() == null && !spill;
        }

        private @Nullable String key() {
            EventKey key = event.key();
            return key == null ? null : key.key();
        }

        private byte @Nullable [] contentHash() {
            EventKey key = event.key();
            return key == null ? null : key.contentHash();
        }
    }

    /** A row and the id made for it. */
    private record Stored(UUID id, Row row) {}

    /** Who came first with a key. */
    record Winner(UUID id, byte[] contentHash) {}
}
