package dev.spacehook.history;

import dev.spacehook.storage.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes rows as the journal and the outcomes would. */
final class HistoryData {

    /** The webhook's epoch while nothing was blocked. */
    static final long EPOCH = 5;

    /** For tests that ask for no test event. */
    static final TestEvents NO_TESTS = (space, name) -> {
        throw new AssertionError("no test event was to be sent");
    };

    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    /** When the last attempt began, and when the next one is due, of an event a minute after the start. */
    static final Instant TRIED = START.plusSeconds(61);

    static final Instant NEXT = START.plusSeconds(121);

    private final Database database;

    HistoryData(Database database) {
        this.database = database;
    }

    /** Partitions for all times; events count as in memory from {@link #START} on. */
    HistoryData prepared() {
        run("create table if not exists event_any partition of event default");
        run("create table if not exists attempt_any partition of attempt default");
        run("update sweep set checkpoint = ?", time(START));
        return this;
    }

    /** A space of a plan, with an active webhook. */
    void space(String id, String owner, String plan) {
        run("insert into space (id, owner_id, plan, epoch) values (?, ?, ?, ?)", id, owner, plan, EPOCH);
        webhook(id, true);
    }

    void space(String id) {
        space(id, "owner", "team");
    }

    void webhook(String spaceId, boolean active) {
        run("delete from webhook where space_id = ?", spaceId);
        run(
                "insert into webhook (space_id, url, secret, secret_key_id, is_active) values (?, 'https://a.example', ?, 'k', ?)",
                spaceId,
                new byte[0],
                active);
    }

    void noWebhook(String spaceId) {
        run("delete from webhook where space_id = ?", spaceId);
    }

    /** What blocking does. */
    void raiseEpoch(String spaceId) {
        run("update space set epoch = epoch + 1 where id = ?", spaceId);
    }

    /** An event of a call in room {@code room}. */
    UUID event(String spaceId, Instant at) {
        return event(spaceId, at, "call_started", "room", EPOCH);
    }

    UUID event(String spaceId, Instant at, String name, String room, long epoch) {
        UUID id = query("select spacehook_uuid7(?, 0)", time(at));
        String record = name.startsWith("record") ? "record" : null;
        run(
                "insert into event values (?, ?, ?, ?, ?, ?, ?, false)",
                id,
                spaceId,
                epoch,
                name,
                room,
                record,
                time(at.minusMillis(250)));
        return id;
    }

    /** A POST answered with a status; {@code verdict} null: another one follows. */
    void attempt(
            UUID event,
            String spaceId,
            int n,
            Instant at,
            @Nullable Integer status,
            @Nullable String error,
            @Nullable String verdict) {
        run(
                "insert into attempt (event_id, n, space_id, started_at, duration_ms, status_code, error, verdict, answer)"
                        + " values (?, ?, ?, ?, 20, ?, ?, ?, ?)",
                event,
                n,
                spaceId,
                time(at),
                status,
                error,
                verdict,
                "answer".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A final row of what was settled without a try. */
    void settled(UUID event, String spaceId, int n, String verdict) {
        run("insert into attempt (event_id, n, space_id, verdict) values (?, ?, ?, ?)", event, n, spaceId, verdict);
    }

    void delivered(UUID event, String spaceId, Instant at) {
        attempt(event, spaceId, 1, at, 200, null, "delivered");
    }

    void failed(UUID event, String spaceId, Instant at) {
        attempt(event, spaceId, 1, at, 500, "http_5xx", null);
        attempt(event, spaceId, 2, at.plusSeconds(60), 500, "http_5xx", null);
        attempt(event, spaceId, 3, at.plusSeconds(120), 500, "http_5xx", "failed");
    }

    void due(UUID event, String spaceId, long epoch, int attempt, boolean leased, Instant dueAt) {
        run(
                "insert into due values (?, ?, ?, ?, 3, ?, ?, ?)",
                event,
                spaceId,
                epoch,
                attempt,
                leased,
                time(dueAt),
                time(dueAt.plus(Duration.ofDays(1))));
    }

    List<Object> dueRow(UUID event) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select epoch, attempt::int, last_attempt::int, leased, due_at <= spacehook_now(),"
                            + " extract(epoch from expires_at - due_at)::bigint from due where event_id = ?")) {
                statement.setObject(1, event);
                ResultSet row = statement.executeQuery();
                return row.next()
                        ? List.of(
                                row.getLong(1),
                                row.getInt(2),
                                row.getInt(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getLong(6))
                        : List.of();
            }
        });
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> T query(String sql, @Nullable Object... parameters) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, parameters);
                ResultSet row = statement.executeQuery();
                row.next();
                @SuppressWarnings("unchecked")
                T value = (T) row.getObject(1);
                return value;
            }
        });
    }

    void run(String sql, @Nullable Object... parameters) {
        database.useConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, parameters);
                statement.execute();
            }
        });
    }

    private static void bind(PreparedStatement statement, @Nullable Object... parameters) throws java.sql.SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
