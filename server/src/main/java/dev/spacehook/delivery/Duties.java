package dev.spacehook.delivery;

import dev.spacehook.journal.EventKeys;
import dev.spacehook.journal.Partitions;
import dev.spacehook.journal.Sweep;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The background duties, each on a virtual thread of its own: what fails is said, counted, and tried again. */
final class Duties implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Duties.class);

    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Meters meters;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Duties(Dispatcher dispatcher, Sweep sweep, Partitions partitions, Database database, Meters meters) {
        this.meters = meters;
        add("lanes", Duration.ofSeconds(1), dispatcher::tick);
        add("sweep", Duration.ofSeconds(5), () -> sweep(sweep));
        add("partitions", Duration.ofMinutes(10), partitions::runOnce);
        EventKeys keys = new EventKeys(database);
        add("event-keys", Duration.ofMinutes(1), keys::forgetOld);
    }

    private void add(String name, Duration every, Runnable duty) {
        threads.add(Thread.ofVirtual().name("duty-" + name).unstarted(() -> repeat(name, every, duty)));
    }

    /** Rests between small pieces for three times as long as they take; between large ones, behind an outage, hardly. */
    private static void sweep(Sweep sweep) {
        long start = System.nanoTime();
        while (sweep.runOnce()) {
            LockSupport.parkNanos(Math.min(LONGEST_REST_NANOS, 3 * (System.nanoTime() - start)));
            start = System.nanoTime();
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void repeat(String name, Duration every, Runnable duty) {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                duty.run();
                failing = false;
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                meters.incident("duty_failed_" + name, 1);
                if (!failing) {
                    LOG.warnf(e, "The duty %s failed; it is tried again every %s", name, every);
                }
                failing = true;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(every.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(6));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
