package dev.spacehook.delivery;

import dev.spacehook.config.Settings;
import dev.spacehook.egress.EgressFactory;
import dev.spacehook.journal.DueStore;
import dev.spacehook.journal.Journal;
import dev.spacehook.journal.Outages;
import dev.spacehook.journal.Partitions;
import dev.spacehook.journal.Sweep;
import dev.spacehook.storage.Database;
import dev.spacehook.storage.StorageException;
import dev.spacehook.telemetry.Meters;
import dev.spacehook.webhook.SnapshotWatch;
import dev.spacehook.webhook.WebhookSnapshot;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The parts of the delivery pipeline, put together, started and stopped in the right order: an accepted event goes
 * journal, lane, sender, outcome; what waits in {@code due} comes back by the claimer.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Pipeline.class);

    private final Settings.Delivery settings;
    private final Database database;
    private final boolean alone;
    private final WebhookSnapshot snapshot;
    private final SnapshotWatch watch;
    private final Partitions partitions;
    private final Outcomes outcomes;
    private final Dispatcher dispatcher;
    private final Claimer claimer;
    private final Journal journal;
    private final Sweep sweep;
    private final Duties duties;
    private final FreePlans freePlans;
    private volatile boolean started;

    /**
     * @param version of the service, for the receivers
     * @param alone whether no other process uses the database
     */
    public Pipeline(
            Vertx vertx,
            Settings settings,
            Database database,
            WebhookSnapshot snapshot,
            EgressFactory egress,
            Meters meters,
            String version,
            boolean alone) {
        this.settings = settings.delivery();
        this.database = database;
        this.alone = alone;
        this.snapshot = snapshot;
        this.watch = new SnapshotWatch(database, snapshot);
        this.partitions = new Partitions(database, settings.retention());
        Outages outages = new Outages(Sweep.margin(this.settings), System::nanoTime);
        this.outcomes = new Outcomes(database, this.settings, partitions, outages, meters);
        this.dispatcher = new Dispatcher(loops(vertx, egress, meters, version), this.settings.attempts());
        this.claimer = new Claimer(database, this.settings, snapshot, dispatcher, outcomes, meters);
        this.journal = new Journal(database, settings, partitions, meters, dispatcher);
        this.sweep = new Sweep(database, this.settings, outages, meters, System::nanoTime);
        this.duties = new Duties(dispatcher, sweep, partitions, database, meters);
        this.freePlans = new FreePlans(database, settings);
        meters.gauge("spacehook.deliveries.in.memory", dispatcher::held);
        meters.gauge("spacehook.lanes", dispatcher::lanes);
        meters.gauge("spacehook.webhooks", snapshot::size);
    }

    private List<LaneLoop> loops(Vertx vertx, EgressFactory egress, Meters meters, String version) {
        RetrySchedule schedule = new RetrySchedule(settings, InstantSource.system());
        Attempts attempts = new Attempts(meters);
        List<LaneLoop> loops = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Context context = vertx.getOrCreateContext();
            Sender sender = new Sender(egress.create(context), version);
            loops.add(new LaneLoop(context, sender, snapshot, schedule, outcomes, attempts));
        }
        return loops;
    }

    /** Everything is ready for events when this returns. */
    public void start() {
        partitions.ensureNow();
        if (alone) {
            recoverAlone();
        }
        freePlans.cancelWaiting();
        snapshot.loadAll();
        watch.start();
        outcomes.start(dispatcher::written);
        dispatcher.onWantsMore(claimer::wake);
        claimer.start();
        journal.start();
        duties.start();
        started = true;
    }

    /** Nobody else uses the database: whatever was claimed or in memory belonged to a process that is dead. */
    private void recoverAlone() {
        database.useConnection(new DueStore()::releaseAll);
        sweep.recover();
    }

    public Journal journal() {
        return journal;
    }

    /** Looks for what has come due for this space, soon. */
    public void wake(String spaceId) {
        claimer.wake(spaceId);
    }

    /** Whether events can be taken: outcomes are being written, and memory has room. */
    public boolean isAccepting() {
        return journal.isUp() && !outcomes.isStuck() && !dispatcher.isStuck();
    }

    /** Stores what was taken, lets what is in flight end, writes its outcomes, and puts the rest into {@code due}. */
    @Override
    public void close() {
        duties.close();
        journal.close();
        claimer.close();
        dispatcher.drain(settings.timeout().toMillis() + 1_000);
        outcomes.close();
        watch.close();
        if (alone && started && dispatcher.held() == 0 && outcomes.areAllWritten()) {
            noteCleanStop();
        }
    }

    private void noteCleanStop() {
        try {
            sweep.noteCleanStop();
        } catch (StorageException e) {
            LOG.warnf("The next start will look for lost events first: %s", e.getMessage());
        }
    }
}
