package dev.spacehook.intake;

import dev.spacehook.api.Problem;
import dev.spacehook.delivery.Pipeline;
import dev.spacehook.history.IgnoredEvents;
import dev.spacehook.journal.EventKey;
import dev.spacehook.journal.Journal;
import dev.spacehook.journal.NewEvent;
import dev.spacehook.journal.Receipt;
import dev.spacehook.storage.Database;
import dev.spacehook.telemetry.Meters;
import dev.spacehook.webhook.SpaceState;
import dev.spacehook.webhook.WebhookSnapshot;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of each event: ignored and why, or handed to the journal. Thread-safe. */
@Singleton
final class Intake {
    private final WebhookSnapshot snapshot;
    private final Pipeline pipeline;
    private final Journal journal;
    private final Database database;
    private final IgnoredEvents ignored;
    private final Meters meters;

    Intake(WebhookSnapshot snapshot, Pipeline pipeline, Database database, IgnoredEvents ignored, Meters meters) {
        this.snapshot = snapshot;
        this.pipeline = pipeline;
        this.journal = pipeline.journal();
        this.database = database;
        this.ignored = ignored;
        this.meters = meters;
    }

    /**
     * Whether the database must be asked before anything can be said: for a space that the snapshot does not know, and
     * for an event with the caller's own id that would be ignored, since it may repeat one that was accepted.
     */
    boolean needsDatabase(EventBatch batch) {
        for (Item item : batch.items()) {
            if (item.isOpen()) {
                SpaceState state = snapshot.find(item.event().spaceId());
                if (state == null || (item.event().key() != null && !state.isDeliverable())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Decides what needs the database. Blocks.
     *
     * @return the batch
     */
    EventBatch resolve(EventBatch batch) {
        if (!pipeline.isAccepting()) {
            throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(1);
        }
        Map<String, SpaceState> loaded = load(batch);
        List<Item> ignorable = new ArrayList<>();
        for (Item item : batch.items()) {
            if (item.isOpen() && reasonToIgnore(state(item, loaded)) != null) {
                ignorable.add(item);
            }
        }
        decideRepeats(ignorable);
        for (Item item : ignorable) {
            if (item.isOpen()) {
                ignore(item, reasonToIgnore(state(item, loaded)));
            }
        }
        return batch;
    }

    private @Nullable SpaceState state(Item item, Map<String, SpaceState> loaded) {
        SpaceState state = snapshot.find(item.event().spaceId());
        return state == null ? loaded.get(item.event().spaceId()) : state;
    }

    private Map<String, SpaceState> load(EventBatch batch) {
        Set<String> unknown = new HashSet<>();
        for (Item item : batch.items()) {
            if (item.isOpen() && snapshot.find(item.event().spaceId()) == null) {
                unknown.add(item.event().spaceId());
            }
        }
        return unknown.isEmpty() ? Map.of() : snapshot.load(unknown);
    }

    private void decideRepeats(List<Item> items) {
        List<EventKey> keys = new ArrayList<>();
        for (Item item : items) {
            EventKey key = item.event().key();
            if (key != null) {
                keys.add(key);
            }
        }
        Map<String, Receipt> repeats = keys.isEmpty() ? Map.of() : journal.repeats(keys, database);
        for (Item item : items) {
            EventKey key = item.event().key();
            Receipt receipt = key == null ? null : repeats.get(key.key());
            if (receipt != null) {
                item.decide(verdict(receipt));
            }
        }
    }

    /** In the order in which the reasons are looked at; null where the event is to be delivered. */
    private static @Nullable String reasonToIgnore(@Nullable SpaceState state) {
        if (state == null) {
            return "unknown_space";
        }
        if (!state.paid()) {
            return "plan_without_webhooks";
        }
        if (state.endpoint() == null) {
            return "no_webhook";
        }
        return state.endpoint().active() ? null : "webhook_inactive";
    }

    private void ignore(Item item, @Nullable String reason) {
        String because = reason == null ? "no_webhook" : reason;
        item.decide(new Verdict.Ignored(because));
        ignored.count(item.event().spaceId(), because);
        meters.events("ignored", 1);
    }

    /**
     * Decides the rest: what is ignored at once, what is accepted when it is stored.
     *
     * @param done called once every item has its verdict, on the executor or before this method returns
     */
    void accept(EventBatch batch, Executor executor, Runnable done) {
        List<Item> toStore = new ArrayList<>(batch.items().size());
        List<NewEvent> events = new ArrayList<>(batch.items().size());
        for (Item item : batch.items()) {
            if (item.isOpen()) {
                SpaceState state = snapshot.find(item.event().spaceId());
                String reason = reasonToIgnore(state);
                if (reason != null || state == null) {
                    ignore(item, reason);
                } else {
                    toStore.add(item);
                    events.add(item.event().under(state.epoch()));
                }
            }
        }
        if (events.isEmpty()) {
            done.run();
        } else if (!pipeline.isAccepting()) {
            throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(1);
        } else {
            journal.append(events, executor, receipts -> {
                decide(toStore, receipts);
                done.run();
            });
        }
    }

    private void decide(List<Item> items, List<Receipt> receipts) {
        Map<String, Integer> counts = new HashMap<>(4);
        for (int i = 0; i < items.size(); i++) {
            Verdict verdict = verdict(receipts.get(i));
            items.get(i).decide(verdict);
            counts.merge(verdict instanceof Verdict.Accepted ? "accepted" : "unconfirmed", 1, Integer::sum);
        }
        counts.forEach(meters::events);
    }

    private static Verdict verdict(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Stored(var id) -> new Verdict.Accepted(id);
            case Receipt.KeyConflict _ -> new Verdict.Rejected(Problem.of(Problem.Code.EVENT_ID_CONFLICT));
            case Receipt.Refused _ -> new Verdict.Rejected(Problem.badField("$", "not_storable"));
            case Receipt.Unconfirmed _ -> Verdict.UNCONFIRMED;
        };
    }
}
