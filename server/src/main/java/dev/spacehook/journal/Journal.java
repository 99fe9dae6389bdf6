package dev.spacehook.journal;

import dev.spacehook.config.Settings;
import dev.spacehook.event.Event;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: one thread takes all that waits, stores it with one transaction, and then tells the callers. While a
 * commit runs the next batch gathers by itself, and for some milliseconds longer where there is much to do
 * ({@link BatchPace}). Thread-safe.
 */
public final class Journal implements AutoCloseable {

    /** Callers wait 2 s at most, the way to them included; what commits later is delivered all the same. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_800);

    private static final long WATCH_MILLIS = 50;

    /** Ids number the rows of a batch with 12 bits. */
    static final int MAX_BATCH = 4_096;

    /** More waiting events than this are refused at once: they could not be stored within the patience. */
    private static final int MAX_WAITING = 100_000;

    /** A caller that outruns the receivers is slowed down by this much a batch at most: well within the patience. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** With that many callers and more in a batch the next one gathers: they wait a little longer, and cost far less. */
    private static final int GATHERING_FROM = 8;

    private static final Duration GATHERING = Duration.ofMillis(3);

    private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final Logger LOG = Logger.getLogger(Journal.class);

    private final JournalStore store;
    private final Partitions partitions;
    private final WriterConnection connection;
    private final Meters meters;
    private final EventSink sink;

    private final ConcurrentLinkedQueue<Append> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread writer = Thread.ofPlatform().name("journal-writer").unstarted(this::run);
    private final Thread watch = Thread.ofVirtual().name("journal-watch").unstarted(this::watch);

    private final BatchPace pace = new BatchPace(GATHERING, GATHERING_FROM);

    private volatile boolean parked;
    private volatile boolean watchParked;
    private volatile boolean closing;
    /** Set while the database does not answer: callers hear 503 at once rather than after the patience. */
    private volatile boolean down;
    /** The batch being written, for the watch. */
    private volatile List<Append> inFlight = List.of();
    /** When the writer began with it; 0 while it has none. */
    private volatile long busySince;

    public Journal(Database database, Settings settings, Partitions partitions, Meters meters, EventSink sink) {
        this.store = new JournalStore(settings.delivery());
        this.partitions = partitions;
        this.connection = new WriterConnection(database, "spacehook-journal");
        this.meters = meters;
        this.sink = sink;
        meters.gauge("spacehook.journal.waiting", waiting::get);
    }

    public void start() {
        writer.start();
        watch.start();
    }

    /**
     * Hands events over. The receipts come in the order of the events, on the executor, within two seconds.
     *
     * @param events 1 to 1,000
     */
    public void append(List<NewEvent> events, Executor executor, Consumer<List<Receipt>> whenDone) {
        long now = System.nanoTime();
        Append append = new Append(events, now, executor, whenDone);
        if (down || closing || waiting.get() > MAX_WAITING || isStalled(now)) {
            refuse(append);
            return;
        }
        waiting.addAndGet(events.size());
        queue.add(append);
        if (parked) {
            LockSupport.unpark(writer);
        }
        wakeWatch();
    }

    /** As {@link #append}, for a caller that may block. */
    public List<Receipt> append(List<NewEvent> events) {
        CompletableFuture<List<Receipt>> done = new CompletableFuture<>();
        append(events, Runnable::run, done::complete);
        return done.join();
    }

    /** Whether the database answered the last time it was asked, or has not been given long to. */
    public boolean isUp() {
        return !down && !isStalled(System.nanoTime());
    }

    /** A batch hangs for longer than a caller waits: nobody has to wait behind it to hear 503. */
    private boolean isStalled(long now) {
        long since = busySince;
        return since != 0 && now - since > PATIENCE_NANOS;
    }

    /**
     * Who holds these keys now: for events that are ignored today but may repeat one accepted earlier. Blocks.
     *
     * @return by key; absent where the key is free
     */
    public Map<String, Receipt> repeats(List<EventKey> keys, Database database) {
        return database.read(pooled -> {
            Map<String, Receipt> receipts = new HashMap<>();
            Map<String, JournalStore.Winner> winners = store.winners(
                    pooled,
                    keys.getFirst().client(),
                    keys.stream().map(EventKey::key).toList());
            for (EventKey key : keys) {
                JournalStore.Winner winner = winners.get(key.key());
                if (winner != null) {
                    receipts.put(key.key(), judge(key, winner));
                }
            }
            return receipts;
        });
    }

    /** Stops taking events, stores what was taken, ends the writer. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        join(writer);
        watch.interrupt();
        join(watch);
        connection.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            awaitReceivers();
            pace.await(() -> closing);
            List<Append> batch = drain();
            if (!batch.isEmpty()) {
                pace.begin(batch.size());
                inFlight = batch;
                wakeWatch();
                busySince = Math.max(1, System.nanoTime());
                writeSafely(batch);
                busySince = 0;
                inFlight = List.of();
            } else if (closing) {
                return;
            } else {
                connection.keepUsable(this::setDown);
                park();
            }
        }
    }

    /** Intake costs less than delivery; unchecked it would fill memory and then {@code due}, which costs most. */
    private void awaitReceivers() {
        long start = System.nanoTime();
        while (!closing && !queue.isEmpty() && sink.isAhead() && System.nanoTime() - start < LONGEST_PAUSE_NANOS) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private void park() {
        parked = true;
        if (queue.isEmpty() && !closing) {
            LockSupport.parkNanos(this, down ? RECONNECT_NANOS : TimeUnit.SECONDS.toNanos(1));
        }
        parked = false;
    }

    private List<Append> drain() {
        List<Append> batch = new ArrayList<>();
        int size = 0;
        for (Append next = queue.peek(); next != null; next = queue.peek()) {
            if (size + next.events.size() > MAX_BATCH) {
                break;
            }
            queue.poll();
            waiting.addAndGet(-next.events.size());
            if (!next.isAnswered()) {
                batch.add(next);
                size += next.events.size();
            }
        }
        return batch;
    }

    private void writeSafely(List<Append> batch) {
        try {
            write(batch);
        } catch (RuntimeException e) {
            LOG.error("The journal's writer met something unforeseen; its batch is answered 503", e);
            batch.forEach(Journal::refuse);
        }
    }

    /** Stores a batch; cut in two again and again where a row is refused, so that only that row is. */
    private void write(List<Append> batch) {
        List<JournalStore.Row> rows = reserve(batch);
        long start = System.nanoTime();
        UUID[] ids;
        try {
            ids = insert(rows);
            setDown(false);
        } catch (SQLException e) {
            release(rows);
            onFailure(batch, e);
            return;
        }
        meters.journalBatch(rows.size(), System.nanoTime() - start);
        answer(batch, rows, ids);
    }

    private List<JournalStore.Row> reserve(List<Append> batch) {
        List<JournalStore.Row> rows = new ArrayList<>();
        for (Append append : batch) {
            for (NewEvent event : append.events) {
                rows.add(new JournalStore.Row(event, !sink.reserve(event.spaceId())));
            }
        }
        return rows;
    }

    private void release(List<JournalStore.Row> rows) {
        for (JournalStore.Row row : rows) {
            release(row);
        }
    }

    private void release(JournalStore.Row row) {
        if (row.spill()) {
            sink.spilled(row.event().spaceId());
        } else {
            sink.release(row.event().spaceId());
        }
    }

    private UUID[] insert(List<JournalStore.Row> rows) throws SQLException {
        for (int tries = 1; ; tries++) {
            Connection usable = connection.get();
            try {
                return store.insert(usable, rows);
            } catch (SQLException e) {
                if (BatchFailures.isMissingPartition(e) && tries == 1) {
                    partitions.ensureNow();
                } else if (!BatchFailures.isTransient(e) || tries == 5) {
                    throw e;
                }
                meters.incident("journal_statement_repeated", 1);
            }
        }
    }

    private void onFailure(List<Append> batch, SQLException e) {
        if (!BatchFailures.isBadRow(e)) {
            connection.discard();
            setDown(true);
            LOG.warnf("The database did not store a batch (SQLSTATE %s); callers hear 503", e.getSQLState());
            meters.incident("journal_batch_unconfirmed", 1);
            batch.forEach(Journal::refuse);
        } else if (batch.size() > 1) {
            write(batch.subList(0, batch.size() / 2));
            write(batch.subList(batch.size() / 2, batch.size()));
        } else {
            bisect(batch.getFirst(), e);
        }
    }

    /** One caller's array with a row that the database refuses: its other rows are stored. */
    private void bisect(Append append, SQLException e) {
        int size = append.events.size();
        if (size == 1) {
            LOG.errorf(
                    "The database refused an event of space %s (SQLSTATE %s)",
                    append.events.getFirst().spaceId(), e.getSQLState());
            meters.incident("journal_row_refused", 1);
            answer(append, List.of(Receipt.REFUSED));
            return;
        }
        List<Receipt> receipts = new ArrayList<>();
        for (List<NewEvent> half : List.of(append.events.subList(0, size / 2), append.events.subList(size / 2, size))) {
            write(List.of(new Append(half, append.arrivedNanos, Runnable::run, receipts::addAll)));
        }
        answer(append, receipts);
    }

    private void answer(List<Append> batch, List<JournalStore.Row> rows, UUID[] ids) {
        Map<String, JournalStore.Winner> winners = winners(rows, ids);
        List<Event> stored = new ArrayList<>(ids.length);
        Receipt[] receipts = new Receipt[ids.length];
        for (int i = 0; i < ids.length; i++) {
            JournalStore.Row row = rows.get(i);
            UUID id = ids[i];
            receipts[i] =
                    id != null ? new Receipt.Stored(id) : judge(row.event().key(), winners);
            if (id != null && !row.spill()) {
                stored.add(row.event().withId(id));
            } else {
                release(row);
            }
        }
        if (!stored.isEmpty()) {
            sink.deliver(stored);
        }
        tell(batch, Arrays.asList(receipts));
    }

    /** The winner of a key is read by a statement of its own: the first one's snapshot may be older than its commit. */
    private Map<String, JournalStore.Winner> winners(List<JournalStore.Row> rows, @Nullable UUID[] ids) {
        List<EventKey> lost = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            EventKey key = rows.get(i).event().key();
            if (ids[i] == null && key != null) {
                lost.add(key);
            }
        }
        if (lost.isEmpty()) {
            return Map.of();
        }
        try {
            return store.winners(
                    connection.get(),
                    lost.getFirst().client(),
                    lost.stream().map(EventKey::key).toList());
        } catch (SQLException e) {
            connection.discard();
            LOG.warnf("Could not read who holds a key (SQLSTATE %s); the repeats are answered 503", e.getSQLState());
            return Map.of();
        }
    }

    private static Receipt judge(@Nullable EventKey key, Map<String, JournalStore.Winner> winners) {
        JournalStore.Winner winner = key == null ? null : winners.get(key.key());
        return key == null || winner == null ? Receipt.UNCONFIRMED : judge(key, winner);
    }

    private static Receipt judge(EventKey key, JournalStore.Winner winner) {
        return Arrays.equals(key.contentHash(), winner.contentHash())
                ? new Receipt.Stored(winner.id())
                : Receipt.KEY_CONFLICT;
    }

    /** Answers go to each executor in one task, not one by one. */
    private static void tell(List<Append> batch, List<Receipt> receipts) {
        Map<Executor, List<Runnable>> tasks = new HashMap<>();
        int from = 0;
        for (Append append : batch) {
            List<Receipt> own = receipts.subList(from, from += append.events.size());
            if (append.takeAnswer()) {
                tasks.computeIfAbsent(append.executor, _ -> new ArrayList<>()).add(() -> append.tell(own));
            }
        }
        tasks.forEach((executor, answers) -> executor.execute(() -> answers.forEach(Runnable::run)));
    }

    private static void refuse(Append append) {
        answer(append, Collections.nCopies(append.events.size(), Receipt.UNCONFIRMED));
    }

    private static void answer(Append append, List<Receipt> receipts) {
        if (append.takeAnswer()) {
            append.executor.execute(() -> append.tell(receipts));
        }
    }

    private void setDown(boolean now) {
        if (down != now) {
            down = now;
            LOG.info(now ? "The journal cannot reach the database" : "The journal reaches the database");
        }
    }

    /** Answers those whose patience has ended. What is being written goes on, and is delivered if it commits. */
    private void watch() {
        try {
            while (true) {
                parkWatch();
                TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
                long now = System.nanoTime();
                for (Append append : inFlight) {
                    refuseIfLate(append, now);
                }
                for (Append append : queue) {
                    if (!refuseIfLate(append, now)) {
                        break;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With nobody to watch over it sleeps: an idle service does not wake twenty times a second. */
    private void parkWatch() {
        watchParked = true;
        if (queue.isEmpty() && inFlight.isEmpty()) {
            LockSupport.park(this);
        }
        watchParked = false;
    }

    private void wakeWatch() {
        if (watchParked) {
            LockSupport.unpark(watch);
        }
    }

    private boolean refuseIfLate(Append append, long now) {
        boolean late = now - append.arrivedNanos > PATIENCE_NANOS;
        if (late) {
            refuse(append);
        }
        return late;
    }
}
