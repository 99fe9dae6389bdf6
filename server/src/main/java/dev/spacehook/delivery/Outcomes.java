package dev.spacehook.delivery;

import dev.spacehook.config.Settings;
import dev.spacehook.journal.BatchFailures;
import dev.spacehook.journal.BatchPace;
import dev.spacehook.journal.Outages;
import dev.spacehook.journal.Partitions;
import dev.spacehook.journal.WriterConnection;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Writes outcomes in batches, as the journal writes events. Nothing is dropped: what cannot be written is tried again
 * until it is. Thread-safe.
 */
final class Outcomes implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final int MAX_BATCH = 2_000;
    /** With that many outcomes and more in a batch the next one gathers. Nobody waits for those of first attempts. */
    private static final int GATHERING_FROM = 8;

    private static final Duration GATHERING = Duration.ofMillis(20);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Outcomes unwritten for longer than this make intake answer 503, and the sweep wait. */
    private static final long TOO_LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long a stop waits for the database to take what is left; the sweep finds the rest. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final OutcomeStore store;
    private final WriterConnection connection;
    private final Partitions partitions;
    private final Outages outages;
    private final Meters meters;
    private final ConcurrentLinkedQueue<Settled> queue = new ConcurrentLinkedQueue<>();
    private final Thread writer = Thread.ofPlatform().name("outcome-writer").unstarted(this::run);

    private final BatchPace pace = new BatchPace(GATHERING, GATHERING_FROM);

    private Consumer<List<Settled>> whenWritten = _ -> {};
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile boolean allWritten = true;
    private volatile long closeAt;
    /** When the writer began with the batch it is at; 0 while it has none. */
    private volatile long busySince;

    Outcomes(Database database, Settings.Delivery settings, Partitions partitions, Outages outages, Meters meters) {
        this.store = new OutcomeStore(settings.maxAge());
        this.connection = new WriterConnection(database, "spacehook-outcomes");
        this.partitions = partitions;
        this.outages = outages;
        this.meters = meters;
    }

    /** @param whenWritten told of each batch, on the writer's thread, after its commit */
    void start(Consumer<List<Settled>> whenWritten) {
        this.whenWritten = whenWritten;
        writer.start();
    }

    void add(Settled settled) {
        queue.add(settled);
        if (parked) {
            LockSupport.unpark(writer);
        }
    }

    /** Whether the database has taken no outcome for over 10 s though there are some. */
    boolean isStuck() {
        long since = busySince;
        return since != 0 && System.nanoTime() - since > TOO_LONG_NANOS;
    }

    /** False once {@link #close} has given up on some. */
    boolean areAllWritten() {
        return allWritten;
    }

    /** Writes what is there and ends. */
    @Override
    public void close() {
        closeAt = System.nanoTime() + CLOSE_NANOS;
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(TimeUnit.NANOSECONDS.toMillis(2 * CLOSE_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    private void run() {
        while (true) {
            pace.await(() -> closing);
            List<Settled> batch = drain();
            if (!batch.isEmpty()) {
                pace.begin(hasClaimed(batch) ? 0 : batch.size());
                busySince = Math.max(1, System.nanoTime());
                writeUntilWritten(batch);
                busySince = 0;
                whenWritten.accept(batch);
            } else if (closing) {
                return;
            } else {
                park();
            }
        }
    }

    /** A lane that lives on {@code due} claims more when these are written, and must not wait for that. */
    private static boolean hasClaimed(List<Settled> batch) {
        return batch.stream().anyMatch(settled -> settled.task().claimed());
    }

    private void park() {
        parked = true;
        if (queue.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private List<Settled> drain() {
        List<Settled> batch = new ArrayList<>();
        for (Settled next = queue.poll(); next != null; next = queue.poll()) {
            batch.add(next);
            if (batch.size() == MAX_BATCH) {
                break;
            }
        }
        return batch;
    }

    private void writeUntilWritten(List<Settled> batch) {
        while (!tryWrite(batch)) {
            if (closing && System.nanoTime() - closeAt > 0) {
                allWritten = false;
                LOG.warnf("%d outcomes could not be written before the stop; they will be sent again", batch.size());
                return;
            }
            if (isStuck()) {
                outages.seen();
            }
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
        outages.over();
    }

    private boolean tryWrite(List<Settled> batch) {
        long start = System.nanoTime();
        try {
            store.write(connection.get(), batch, start);
            meters.outcomeBatch(batch.size(), System.nanoTime() - start);
            return true;
        } catch (SQLException e) {
            return recover(batch, e);
        } catch (RuntimeException e) {
            LOG.error("The outcome writer met something unforeseen and tries again", e);
            connection.discard();
            return false;
        }
    }

    private boolean recover(List<Settled> batch, SQLException e) {
        meters.incident("outcome_statement_repeated", 1);
        if (BatchFailures.isTransient(e)) {
            return false;
        }
        if (BatchFailures.isMissingPartition(e)) {
            makePartitions();
            return false;
        }
        if (BatchFailures.isBadRow(e)) {
            writeApart(batch, e);
            return true;
        }
        LOG.warnf("The database did not take a batch of outcomes (SQLSTATE %s); trying again", e.getSQLState());
        connection.discard();
        return false;
    }

    private void makePartitions() {
        try {
            partitions.ensureNow();
        } catch (RuntimeException e) {
            LOG.warn("Partitions could not be made; trying again", e);
        }
    }

    /** Cuts a refused batch in two until the refused row is alone; that one is written bare. */
    private void writeApart(List<Settled> batch, SQLException e) {
        if (batch.size() > 1) {
            writeUntilWritten(batch.subList(0, batch.size() / 2));
            writeUntilWritten(batch.subList(batch.size() / 2, batch.size()));
        } else if (batch.getFirst() instanceof Settled.Attempted attempted && !attempted.isBare()) {
            LOG.warnf("The database refused an outcome (SQLSTATE %s); it is written bare", e.getSQLState());
            meters.incident("outcome_written_bare", 1);
            writeUntilWritten(List.of(attempted.bare()));
        } else {
            LOG.errorf("The database refused even a bare outcome (SQLSTATE %s)", e.getSQLState());
        }
    }
}
