package dev.spacehook.delivery;

import dev.spacehook.journal.BatchFailures;
import dev.spacehook.journal.DueStore;
import dev.spacehook.journal.WriterTransaction;
import dev.spacehook.storage.ArrayColumns;
import dev.spacehook.storage.CopyRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The SQL of outcomes: attempts appended, retries put into {@code due}, settled rows taken out. Stateless. */
final class OutcomeStore {

    /** An event older than this may have been put into {@code due} by the sweep while we worked on it. */
    private static final long PERHAPS_SWEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final String COLUMNS = """
            (event_id, n, space_id, started_at, duration_ms, status_code, error, note, answer, signed_at, signature,
             verdict)
            """;

    private static final String COPY = "copy attempt " + COLUMNS + " from stdin (format binary)";
    private static final int COPY_COLUMNS = 12;
    private static final int COPY_BYTES = 320;

    /** A success replaces a failure of the same number; anything else that comes second is dropped. */
    private static final String MERGE = "insert into attempt " + COLUMNS + """
            select event_id, n, space_id, to_timestamp(started_ms / 1000::float8), duration_ms, status_code, error, note,
                   answer, to_timestamp(signed_ms / 1000::float8), signature, verdict
            from unnest(?::uuid[], ?::int[], ?::text[], ?::bigint[], ?::int[], ?::int[], ?::text[], ?::text[],
                        ?::bytea[], ?::bigint[], ?::text[], ?::text[])
                as a(event_id, n, space_id, started_ms, duration_ms, status_code, error, note, answer, signed_ms,
                     signature, verdict)
            on conflict (event_id, n) do update set
                space_id = excluded.space_id, started_at = excluded.started_at, duration_ms = excluded.duration_ms,
                status_code = excluded.status_code, error = excluded.error, note = excluded.note,
                answer = excluded.answer, signed_at = excluded.signed_at, signature = excluded.signature,
                verdict = excluded.verdict
            where excluded.verdict = 'delivered' and attempt.verdict is distinct from 'delivered'
            returning event_id
            """;

    private static final String PUT = """
            insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)
            select event_id, space_id, epoch, attempt, last_attempt,
                   (select spacehook_now()) + delay_ms * interval '1 millisecond',
                   spacehook_uuid7_time(event_id) + ? * interval '1 millisecond'
            from unnest(?::uuid[], ?::text[], ?::bigint[], ?::int[], ?::int[], ?::bigint[])
                as d(event_id, space_id, epoch, attempt, last_attempt, delay_ms)
            order by event_id
            on conflict (event_id) do update set
                attempt = excluded.attempt, due_at = excluded.due_at, leased = false
            where due.attempt < excluded.attempt or (due.attempt = excluded.attempt and due.leased)
            """;

    private final DueStore due = new DueStore();
    private final long maxAgeMillis;

    OutcomeStore(Duration maxAge) {
        this.maxAgeMillis = maxAge.toMillis();
    }

    /**
     * Writes a batch in one transaction. The connection is in autocommit mode before and after.
     *
     * <p>Nearly always the numbers are free and the rows are copied in; only where one is taken, because two nodes tried
     * the same event, the whole batch is written again by the statement that can tell, at twice the cost.
     */
    void write(Connection connection, List<Settled> batch, long nowNanos) throws SQLException {
        List<Row> rows = rows(batch);
        try {
            write(connection, batch, rows, nowNanos, OutcomeStore::copy);
        } catch (SQLException e) {
            if (!BatchFailures.isDuplicate(e)) {
                throw e;
            }
            write(connection, batch, rows, nowNanos, OutcomeStore::merge);
        }
    }

    private void write(Connection connection, List<Settled> batch, List<Row> rows, long nowNanos, Append append)
            throws SQLException {
        if (batch.stream().noneMatch(settled -> touchesDue(settled, nowNanos))) {
            WriterTransaction.single(connection, alone -> append.append(alone, rows));
            return;
        }
        WriterTransaction.run(connection, begun -> {
            Set<UUID> written = rows.isEmpty() ? Set.of() : append.append(begun, rows);
            writeDue(begun, batch, written, nowNanos);
            return written;
        });
    }

    /** Appends rows of {@code attempt} and returns the events whose rows are in the table now. */
    private interface Append {
        Set<UUID> append(Connection connection, List<Row> rows) throws SQLException;
    }

    private static Set<UUID> copy(Connection connection, List<Row> rows) throws SQLException {
        CopyRows copy = new CopyRows(COPY_COLUMNS, rows.size() * COPY_BYTES);
        Set<UUID> written = new HashSet<>(2 * rows.size());
        for (Row row : rows) {
            copy.begin()
                    .uuid(row.eventId())
                    .int2(row.n())
                    .text(row.spaceId())
                    .millis(row.startedMillis())
                    .int4(row.durationMillis())
                    .int2(row.statusCode())
                    .text(row.error())
                    .text(row.note())
                    .bytes(row.answer())
                    .millis(row.signedMillis())
                    .text(row.signature())
                    .text(row.verdict());
            written.add(row.eventId());
        }
        copy.send(connection, COPY);
        return written;
    }

    private void writeDue(Connection connection, List<Settled> batch, Set<UUID> written, long nowNanos)
            throws SQLException {
        List<UUID> removed = new ArrayList<>();
        List<Waiting> waiting = new ArrayList<>();
        for (Settled settled : batch) {
            UUID id = settled.task().event().id();
            switch (settled) {
                case Settled.Attempted attempted when !written.contains(id) -> {}
                case Settled.Attempted attempted -> {
                    if (attempted.next() instanceof Next.Retry retry) {
                        waiting.add(Waiting.retry(attempted, retry, nowNanos));
                    } else if (touchesDue(settled, nowNanos)) {
                        removed.add(id);
                    }
                }
                case Settled.GivenUp _, Settled.AlreadySettled _ -> removed.add(id);
                case Settled.Deferred deferred -> waiting.add(Waiting.deferred(deferred));
            }
        }
        if (!removed.isEmpty()) {
            due.remove(connection, removed);
        }
        if (!waiting.isEmpty()) {
            put(connection, waiting);
        }
    }

    private static boolean touchesDue(Settled settled, long nowNanos) {
        return !(settled instanceof Settled.Attempted attempted)
                || attempted.next() instanceof Next.Retry
                || settled.task().claimed()
                || nowNanos - settled.task().sinceNanos() > PERHAPS_SWEPT_NANOS;
    }

    private static Set<UUID> merge(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MERGE)) {
            bindRows(statement, connection, rows);
            Set<UUID> written = new HashSet<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    written.add(result.getObject(1, UUID.class));
                }
            }
            BatchFailures.requireConfirmed(statement.getWarnings());
            return written;
        }
    }

    private static void bindRows(PreparedStatement statement, Connection connection, List<Row> rows)
            throws SQLException {
        ArrayColumns<Row> columns = new ArrayColumns<>(statement, connection, rows, 1);
        columns.add("uuid", UUID[]::new, Row::eventId);
        columns.add("int4", Integer[]::new, Row::n);
        columns.add("text", String[]::new, Row::spaceId);
        columns.add("int8", Long[]::new, Row::startedMillis);
        columns.add("int4", Integer[]::new, Row::durationMillis);
        columns.add("int4", Integer[]::new, Row::statusCode);
        columns.add("text", String[]::new, Row::error);
        columns.add("text", String[]::new, Row::note);
        columns.add("bytea", byte[][]::new, Row::answer);
        columns.add("int8", Long[]::new, Row::signedMillis);
        columns.add("text", String[]::new, Row::signature);
        columns.add("text", String[]::new, Row::verdict);
    }

    private void put(Connection connection, List<Waiting> waiting) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setLong(1, maxAgeMillis);
            ArrayColumns<Waiting> columns = new ArrayColumns<>(statement, connection, waiting, 2);
            columns.add("uuid", UUID[]::new, w -> w.task().event().id());
            columns.add("text", String[]::new, w -> w.task().event().spaceId());
            columns.add("int8", Long[]::new, w -> w.task().event().epoch());
            columns.add("int4", Integer[]::new, Waiting::attempt);
            columns.add("int4", Integer[]::new, w -> w.task().lastAttempt());
            columns.add("int8", Long[]::new, Waiting::delayMillis);
            statement.executeUpdate();
        }
    }

    /** One row for each event and number, in the order of the ids: a batch may hold the same one twice. */
    private static List<Row> rows(List<Settled> batch) {
        Map<AttemptKey, Row> rows = new HashMap<>(2 * batch.size());
        for (Settled settled : batch) {
            Row row = Row.of(settled);
            if (row != null) {
                rows.merge(new AttemptKey(row.eventId(), row.n()), row, Row::prefer);
            }
        }
        return rows.values().stream()
                .sorted(Comparator.comparing(Row::eventId).thenComparingInt(Row::n))
                .toList();
    }

    /** What is unique among attempts. */
    private record AttemptKey(UUID eventId, int n) {}

    /** A row of {@code attempt}. */
    private record Row(
            UUID eventId,
            int n,
            String spaceId,
            @Nullable Long startedMillis,
            @Nullable Integer durationMillis,
            @Nullable Integer statusCode,
            @Nullable String error,
            @Nullable String note,
            byte @Nullable [] answer,
            @Nullable Long signedMillis,
            @Nullable String signature,
            @Nullable String verdict) {

        static @Nullable Row of(Settled settled) {
            return switch (settled) {
                case Settled.Attempted attempted -> of(attempted);
                case Settled.GivenUp givenUp -> of(givenUp);
                case Settled.Deferred _, Settled.AlreadySettled _ -> null;
            };
        }

        private static Row of(Settled.Attempted attempted) {
            Task task = attempted.task();
            return new Row(
                    task.event().id(),
                    task.attempt(),
                    task.event().spaceId(),
                    attempted.startedAt().toEpochMilli(),
                    attempted.durationMillis(),
                    attempted.statusCode(),
                    attempted.error(),
                    attempted.note(),
                    attempted.answer().length == 0 ? null : attempted.answer(),
                    attempted.signedAt().toEpochMilli(),
                    attempted.signature(),
                    attempted.next() instanceof Next.Final verdict ? verdict.wireName() : null);
        }

        private static Row of(Settled.GivenUp givenUp) {
            Task task = givenUp.task();
            String verdict = givenUp.verdict().wireName();
            return new Row(
                    task.event().id(),
                    task.attempt(),
                    task.event().spaceId(),
                    null,
                    null,
                    null,
                    verdict,
                    null,
                    null,
                    null,
                    null,
                    verdict);
        }

        private static Row prefer(Row first, Row second) {
            return "delivered".equals(second.verdict()) ? second : first;
        }
    }

    /** A row of {@code due}. */
    private record Waiting(Task task, int attempt, long delayMillis) {

        /** The interval starts at the end of the attempt, not when its outcome happens to be written. */
        static Waiting retry(Settled.Attempted attempted, Next.Retry retry, long nowNanos) {
            long passed = TimeUnit.NANOSECONDS.toMillis(nowNanos - attempted.endedNanos());
            return new Waiting(
                    attempted.task(),
                    attempted.task().attempt(),
                    Math.max(0, retry.delay().toMillis() - passed));
        }

        static Waiting deferred(Settled.Deferred deferred) {
            return new Waiting(
                    deferred.task(),
                    deferred.task().attempt() - 1,
                    deferred.delay().toMillis());
        }
    }
}
