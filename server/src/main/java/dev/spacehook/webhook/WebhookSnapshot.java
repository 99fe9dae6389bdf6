package dev.spacehook.webhook;

import dev.spacehook.config.Settings;
import dev.spacehook.egress.UrlRefusedException;
import dev.spacehook.egress.UrlRules;
import dev.spacehook.egress.WebhookUrl;
import dev.spacehook.space.ConfigurationListener;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All spaces with webhooks, in memory on every node: intake and sender never ask the database for them. A change made
 * through this node holds before its answer; one made elsewhere arrives by notification, and by a poll ({@link SnapshotWatch}),
 * since notifications can get lost. Thread-safe.
 */
@Singleton
public final class WebhookSnapshot implements ConfigurationListener {
    private static final Logger LOG = Logger.getLogger(WebhookSnapshot.class);

    private final Database database;
    private final SecretBox secrets;
    private final UrlRules rules;
    private final Settings.Plans plans;
    private final Map<String, SpaceState> states = new ConcurrentHashMap<>();
    private final List<Consumer<SpaceState>> listeners = new CopyOnWriteArrayList<>();

    /** The oldest transaction that ran at the last look: what it or a later one changed has not been seen. */
    private long seenUpTo;

    public WebhookSnapshot(Database database, SecretBox secrets, UrlRules rules, Settings settings) {
        this.database = database;
        this.secrets = secrets;
        this.rules = rules;
        this.plans = settings.plans();
    }

    /** Told of each state that is newer than the one before, on the thread that learned of it. */
    public void onChange(Consumer<SpaceState> listener) {
        listeners.add(listener);
    }

    /** From memory; null where the space has, and since the start had, no webhook. */
    public @Nullable SpaceState find(String spaceId) {
        return states.get(spaceId);
    }

    /** From the database, webhook or not; absent where there is no such space. Blocks. */
    public Map<String, SpaceState> load(Collection<String> spaceIds) {
        Map<String, SpaceState> found = new HashMap<>();
        for (SnapshotStore.Row row : database.read(connection -> SnapshotStore.of(connection, spaceIds))) {
            SpaceState state = state(row);
            found.put(row.spaceId(), state);
            apply(state);
        }
        return found;
    }

    @Override
    public void changed(String spaceId) {
        database.read(connection -> SnapshotStore.evenDeleted(connection, spaceId))
                .forEach(row -> apply(state(row)));
    }

    /** Reads all. */
    public synchronized void loadAll() {
        SnapshotStore.Changes changes = database.read(SnapshotStore::all);
        changes.rows().forEach(this::applyIfReadable);
        seenUpTo = changes.oldestRunning();
    }

    /** Reads what has changed since the last look. */
    public synchronized void poll() {
        long since = seenUpTo;
        SnapshotStore.Changes changes = database.read(connection -> SnapshotStore.since(connection, since));
        changes.rows().forEach(this::applyIfReadable);
        seenUpTo = changes.oldestRunning();
    }

    public int size() {
        return states.size();
    }

    /** One secret under a key that this node was not given must not keep it from learning of all others. */
    private void applyIfReadable(SnapshotStore.Row row) {
        try {
            apply(state(row));
        } catch (SecretBoxException e) {
            LOG.errorf("Stays as it was: %s", e.getMessage());
        }
    }

    private void apply(SpaceState state) {
        if (state.endpoint() == null && !states.containsKey(state.spaceId())) {
            return;
        }
        boolean[] newer = {false};
        states.compute(state.spaceId(), (_, known) -> {
            newer[0] = known == null || known.revision() < state.revision();
            return newer[0] ? state : known;
        });
        if (newer[0]) {
            listeners.forEach(listener -> listener.accept(state));
        }
    }

    private SpaceState state(SnapshotStore.Row row) {
        return new SpaceState(
                row.spaceId(), row.revision(), row.epoch(), plans.withWebhooks(row.plan()), endpoint(row));
    }

    private SpaceState.@Nullable Endpoint endpoint(SnapshotStore.Row row) {
        if (row.url() == null || row.secret() == null || row.keyId() == null) {
            return null;
        }
        WebhookSecret secret = secrets.open(row.spaceId(), row.keyId(), row.secret());
        return new SpaceState.Endpoint(url(row.spaceId(), row.url()), secret, row.active());
    }

    private @Nullable WebhookUrl url(String spaceId, String text) {
        try {
            return WebhookUrl.parse(text, rules);
        } catch (UrlRefusedException e) {
            LOG.warnf("The webhook URL of space %s is refused by today's rules: %s", spaceId, e.reason());
            return null;
        }
    }
}
