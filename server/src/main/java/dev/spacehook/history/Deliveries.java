package dev.spacehook.history;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.event.EventName;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The history of a space's deliveries: reading it, sending again. Blocks on the database. Whether the caller may see the
 * space is for him to ask first; an id of another space is not found here. Thread-safe.
 */
@Singleton
public final class Deliveries {

    /** The most deliveries of one page. */
    public static final int MAX_LIMIT = 200;

    private final Database database;
    private final Resends resends;
    private final IgnoredEvents ignored;
    private final TestEvents tests;

    Deliveries(Database database, Settings settings, IgnoredEvents ignored, DueHint hint, TestEvents tests) {
        this.database = database;
        this.resends = new Resends(database, settings, hint);
        this.ignored = ignored;
        this.tests = tests;
    }

    /** @throws Problem {@code space_not_found} where there is no such space and never was */
    public void requireKnown(String spaceId) {
        if (!database.read(connection -> HistoryStore.isKnown(connection, spaceId))) {
            throw Problem.of(Problem.Code.SPACE_NOT_FOUND);
        }
    }

    /**
     * A page, newest first. What arrives later does not move what the following pages hold.
     *
     * @param limit 1 to {@link #MAX_LIMIT}
     * @param cursor of the page before; null: the newest
     * @throws Problem {@code bad_field} for a cursor that another list gave
     */
    public DeliveryPage list(String spaceId, DeliveryFilter filter, int limit, @Nullable String cursor) {
        UUID before = cursor == null ? null : Cursor.read(cursor, spaceId, filter);
        return database.read(connection -> new DeliverySearch(connection, spaceId, filter).page(before, limit));
    }

    /** @throws Problem {@code delivery_not_found} */
    public DeliveryDetails get(String spaceId, String id) {
        UUID uuid = parse(id);
        return database.read(connection -> {
            Delivery delivery = find(connection, spaceId, uuid).orElseThrow(Deliveries::notFound);
            return details(spaceId, delivery, HistoryStore.attemptLog(connection, uuid));
        });
    }

    /** An attempt may have been written after the delivery was read: the log shows what the delivery counts. */
    private static DeliveryDetails details(String spaceId, Delivery delivery, List<AttemptLogEntry> log) {
        DeliveryDetails.Body body =
                new DeliveryDetails.Body(delivery.eventName(), delivery.roomId(), spaceId, delivery.recordId());
        return new DeliveryDetails(delivery, body, log.subList(0, Math.min(log.size(), delivery.attempts())));
    }

    /**
     * Starts a new series of attempts; one that is pending is left as it is.
     *
     * @throws Problem {@code plan_without_webhooks}, {@code webhook_not_found}, {@code delivery_not_found},
     *     {@code webhook_inactive}
     */
    public Delivery resend(String spaceId, String id) {
        Optional<UUID> uuid = parsed(id);
        resends.one(spaceId, uuid);
        return require(spaceId, uuid.orElseThrow(Deliveries::notFound));
    }

    /**
     * As {@link #resend} for all of a state. May take long for very many; repeating it is harmless.
     *
     * @param status failed or cancelled
     * @param from {@code acceptedAt} from here, inclusive; null: no bound
     * @param to {@code acceptedAt} up to here, exclusive; null: no bound
     * @return how many
     * @throws Problem {@code plan_without_webhooks}, {@code webhook_not_found}, {@code webhook_inactive}
     */
    public long resendAll(String spaceId, Delivery.Status status, @Nullable Instant from, @Nullable Instant to) {
        return resends.all(spaceId, DeliveryFilter.of(status, from, to));
    }

    /**
     * How many wait for an attempt: what is left of a resend.
     *
     * @param from {@code acceptedAt} from here, inclusive
     * @param to {@code acceptedAt} up to here, exclusive
     */
    public long waiting(String spaceId, Instant from, Instant to) {
        return database.read(connection -> Candidates.waiting(connection, spaceId, IdRange.between(from, to)));
    }

    /**
     * Sends a test event on its way.
     *
     * @throws Problem {@code plan_without_webhooks}, {@code webhook_not_found}, {@code webhook_inactive},
     *     {@code unavailable}
     */
    public Delivery sendTest(String spaceId, EventName name) {
        resends.requireReady(spaceId);
        return require(spaceId, tests.accept(spaceId, name));
    }

    /** How the webhook is doing; answers without a webhook too. */
    public WebhookStatus status(String spaceId) {
        return database.read(connection -> new StatusSearch(connection, spaceId).status(ignored));
    }

    /**
     * What became of the attempts of the last 24 hours, by half hours; those without any are left out. Of a space with
     * very many events only the newest are counted.
     */
    public List<HalfHour> lastDay(String spaceId) {
        return database.read(connection -> DayStore.halfHours(connection, spaceId));
    }

    private Delivery require(String spaceId, UUID id) {
        return database.read(connection -> find(connection, spaceId, id)).orElseThrow(Deliveries::notFound);
    }

    static Optional<Delivery> find(Connection connection, String spaceId, UUID id) throws SQLException {
        return HistoryStore.deliveries(connection, spaceId, List.of(id), IdRange.of(id), DeliveryFilter.NONE, 1)
                .stream()
                .findFirst();
    }

    private static UUID parse(String id) {
        return parsed(id).orElseThrow(Deliveries::notFound);
    }

    /** An id in exactly the form in which it is given out; anything else is not one. */
    private static Optional<UUID> parsed(String id) {
        try {
            return Optional.of(UUID.fromString(id))
                    .filter(uuid -> uuid.toString().equals(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Problem notFound() {
        return Problem.of(Problem.Code.DELIVERY_NOT_FOUND);
    }
}
