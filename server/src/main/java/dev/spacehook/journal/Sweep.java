package dev.spacehook.journal;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events that nobody works on and puts them into {@code due}: every crash, late commit, lost connection and
 * pause ends here. One node at a time does it. For one thread.
 */
public final class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);

    /** What one transaction looks at where much is owed: after an outage, or a clock set back. */
    private static final int CHUNK = 100_000;

    /**
     * And where the sweep keeps up: a whole core for 0.2 s of every 5 s is felt by every event of a busy moment. More than
     * a batch of the journal, whose ids are all of one millisecond: the checkpoint is no finer than that.
     */
    private static final int SMALL_CHUNK = 5_000;

    private static final Duration KEEPS_UP = Duration.ofSeconds(30);

    /** Behind every id. As the checkpoint: the clock was set back, and a sweep of everything recent is owed. */
    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    /** In memory an event waits 20 s at most, its attempt takes the deadline, its outcome is written within 25 s. */
    public static Duration margin(Settings.Delivery delivery) {
        return Duration.ofSeconds(20 + 25).plus(delivery.timeout());
    }

    /** How long what was claimed belongs to the node that claimed it. */
    public static Duration lease(Settings.Delivery delivery) {
        return margin(delivery).plusSeconds(10);
    }

    private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(7302, 1)";

    /** Earlier than all rows that may still become visible. Not to be read in the scan's own statement. */
    private static final String HORIZON = """
            select least(
                spacehook_now() - ? * interval '1 millisecond',
                (select to_timestamp(min(objid::bigint)) from pg_locks
                 where locktype = 'advisory' and classid = 7301 and objsubid = 2
                   and database = (select oid from pg_database where datname = current_database())))
            """;

    private static final String CHECKPOINT = "select checkpoint from sweep for update";

    private static final String SCAN = """
            with scanned as materialized (
                select id, space_id, epoch from event where id >= ? and id < ?),
            missing as materialized (
                select * from scanned s
                where not exists (
                        select from attempt a where a.event_id = s.id and a.event_id >= ? and a.event_id < ?)
                  and not exists (
                        select from due d where d.event_id = s.id and d.event_id >= ? and d.event_id < ?)),
            put as (
                insert into due (event_id, space_id, epoch, attempt, last_attempt, due_at, expires_at)
                select id, space_id, epoch, 0, ?, (select spacehook_now()),
                       spacehook_uuid7_time(id) + ? * interval '1 millisecond'
                from missing order by id
                on conflict do nothing
                returning 1)
            select count(*) from put
            """;

    /**
     * For the scan. The newest rows are beyond what the statistics know, so the planner expects one and holds each event
     * against all outcomes of its chunk: 15.7 s for 5,000 events, where reading both once, in order, takes 31 ms.
     */
    private static final String NO_NESTED_LOOPS = "set local enable_nestloop = off";

    /** Where a chunk ends. The scan is told, so that it looks at no more outcomes than events. */
    private static final String END_OF_CHUNK =
            "select id from event where id >= ? and id < ? order by id offset ? limit 1";

    /**
     * A time further ahead than any wait or lease was written by a clock that was ahead: what it was meant to be is not
     * known, and nobody works on the row any more. So it has come due.
     */
    private static final String PULL_BACK = """
            update due set due_at = spacehook_now(), leased = false
            where event_id in (
                select event_id from due
                where due_at > (select spacehook_now())
                    + case when leased then ? else ? end * interval '1 millisecond'
                order by event_id for update)
            """;

    private static final String NOTE_CLEAN_STOP = "update sweep set clean_stop = true";

    private static final String TAKE_CLEAN_STOP = "update sweep set clean_stop = false where clean_stop";

    private static final String MOVE = "update sweep set checkpoint = ?";

    private final Database database;
    private final Settings.Delivery delivery;
    private final Outages outages;
    private final Meters meters;
    private final LongSupplier nanoTime;
    private @Nullable Long setBackSince;

    public Sweep(Database database, Settings.Delivery delivery, Outages outages, Meters meters, LongSupplier nanoTime) {
        this.database = database;
        this.delivery = delivery;
        this.outages = outages;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    /**
     * Sweeps up to the horizon, or as far as one transaction may go.
     *
     * @return whether there is more to do at once
     */
    public boolean runOnce() {
        if (outages.isRecovering()) {
            return false;
        }
        return database.inTransaction(this::sweepBehindMargin);
    }

    /** Notes that the only process on this database has nothing in its hands any more. */
    public void noteCleanStop() {
        database.useConnection(connection -> execute(connection, NOTE_CLEAN_STOP));
    }

    /**
     * The first sweep on a database that nobody else uses: all that is there, without a horizon. Not after a clean stop:
     * then nothing is expected to be found, and the regular sweep comes by later all the same.
     */
    public void recover() {
        if (database.inTransaction(Sweep::takeCleanStop)) {
            LOG.debug("The last stop was a clean one");
            return;
        }
        recoverAll();
    }

    private static boolean takeCleanStop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(TAKE_CLEAN_STOP) > 0;
        }
    }

    void recoverAll() {
        Instant from = database.inTransaction(this::startOfRecovery);
        for (boolean more = true; more; ) {
            Instant start = from;
            Progress progress = database.inTransaction(connection -> recoverChunk(connection, start));
            from = progress.reached();
            more = progress.more();
        }
    }

    private Instant startOfRecovery(Connection connection) throws SQLException {
        Instant horizon = horizon(connection);
        if (checkpoint(connection).isAfter(horizon)) {
            setRight(connection, horizon);
        }
        return checkpoint(connection);
    }

    /** The margin is swept again later: harmless, and the checkpoint never runs ahead of the horizon. */
    private Progress recoverChunk(Connection connection, Instant from) throws SQLException {
        Instant horizon = horizon(connection);
        Progress progress = scan(connection, from, FOREVER, CHUNK);
        move(connection, progress.reached().isBefore(horizon) ? progress.reached() : horizon);
        return progress;
    }

    private boolean sweepBehindMargin(Connection connection) throws SQLException {
        if (!tryLock(connection)) {
            return false;
        }
        Instant horizon = horizon(connection);
        Instant checkpoint = checkpoint(connection);
        if (checkpoint.isAfter(horizon)) {
            return waitAndSetRight(connection, horizon, checkpoint);
        }
        setBackSince = null;
        int chunk = checkpoint.isBefore(horizon.minus(KEEPS_UP)) ? CHUNK : SMALL_CHUNK;
        Progress progress = scan(connection, checkpoint, horizon, chunk);
        if (!progress.reached().isAfter(checkpoint) && progress.more()) {
            // several processes stored more than that in one millisecond
            progress = scan(connection, checkpoint, horizon, CHUNK);
        }
        move(connection, progress.reached());
        return progress.more();
    }

    /** After one margin nothing from before the change is in flight any more: then all that may be concerned is swept. */
    private boolean waitAndSetRight(Connection connection, Instant horizon, Instant checkpoint) throws SQLException {
        long now = nanoTime.getAsLong();
        if (setBackSince == null) {
            setBackSince = now;
            if (checkpoint.isAfter(horizon.plus(margin(delivery)))) {
                LOG.warn("The database's clock was set back; all recent events will be swept once");
            }
            // What is owed must outlive this process, and the moment at which the clock has caught up.
            move(connection, FOREVER);
        }
        if (now - setBackSince < margin(delivery).toNanos()) {
            return false;
        }
        setRight(connection, horizon);
        setBackSince = null;
        return true;
    }

    /**
     * Sweeps the events whose ids are ahead of the clock, pulls back what waits for a time that is, and has everything
     * of the last {@code _MAX_AGE} swept anew.
     */
    private void setRight(Connection connection, Instant horizon) throws SQLException {
        Instant now = horizon.plus(margin(delivery));
        for (Progress progress = scan(connection, now, FOREVER, CHUNK);
                progress.more();
                progress = scan(connection, progress.reached(), FOREVER, CHUNK)) {
            LOG.info("Sweeping what is ahead of the clock: there is more");
        }
        pullBack(connection);
        move(connection, horizon.minus(delivery.maxAge()));
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(TRY_LOCK)) {
            return result.next() && result.getBoolean(1);
        }
    }

    private Instant horizon(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HORIZON)) {
            statement.setLong(1, margin(delivery).toMillis());
            return instant(statement);
        }
    }

    private static Instant checkpoint(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHECKPOINT)) {
            return instant(statement);
        }
    }

    private static Instant instant(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private Progress scan(Connection connection, Instant from, Instant to, int chunk) throws SQLException {
        UUID least = Ids.floor(from);
        UUID next = endOfChunk(connection, least, Ids.floor(to), chunk);
        report(scan(connection, least, next == null ? Ids.floor(to) : next));
        return next == null ? new Progress(to, false) : new Progress(Ids.time(next), true);
    }

    /** The first event of the next chunk; null where there is none. */
    private static @Nullable UUID endOfChunk(Connection connection, UUID least, UUID most, int chunk)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END_OF_CHUNK)) {
            statement.setObject(1, least);
            statement.setObject(2, most);
            statement.setInt(3, chunk);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getObject(1, UUID.class) : null;
            }
        }
    }

    private long scan(Connection connection, UUID least, UUID most) throws SQLException {
        execute(connection, NO_NESTED_LOOPS);
        try (PreparedStatement statement = connection.prepareStatement(SCAN)) {
            int next = 1;
            for (UUID bound : List.of(least, most, least, most, least, most)) {
                statement.setObject(next++, bound);
            }
            statement.setInt(next++, delivery.attempts());
            statement.setLong(next, delivery.maxAge().toMillis());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void report(long put) {
        if (put > 0) {
            meters.incident("swept", put);
            LOG.infof("The sweep found %d events that nobody worked on", put);
        }
    }

    private void pullBack(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PULL_BACK)) {
            statement.setLong(1, lease(delivery).toMillis());
            statement.setLong(2, longestWait().toMillis());
            statement.executeUpdate();
        }
    }

    /** No retry waits longer than this on a clock that runs as it should. */
    private Duration longestWait() {
        Duration longest = Duration.ofHours(1);
        for (Duration interval : delivery.intervals()) {
            longest = interval.compareTo(longest) > 0 ? interval : longest;
        }
        return longest;
    }

    private static void move(Connection connection, Instant to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setObject(1, to.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** How far a scan came, and whether its size stopped it. */
    private record Progress(Instant reached, boolean more) {}
}
