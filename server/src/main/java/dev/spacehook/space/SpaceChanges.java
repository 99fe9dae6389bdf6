package dev.spacehook.space;

import dev.spacehook.api.Problem;
import dev.spacehook.identity.Caller;
import dev.spacehook.storage.Database;
import dev.spacehook.storage.SqlFunction;
import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The one way to change a space or what hangs on it: a transaction that first locks the space's row, so that changes of
 * one space come one after another, and that tells every node at its commit.
 */
@Singleton
public final class SpaceChanges {

    private final Database database;
    private final List<ConfigurationListener> listeners;

    @Inject
    SpaceChanges(Database database, @All List<ConfigurationListener> listeners) {
        this.database = database;
        this.listeners = List.copyOf(listeners);
    }

    /** What is done while the space's row is held. */
    @FunctionalInterface
    public interface Work<T> {
        T apply(SpaceChange change) throws SQLException;
    }

    /**
     * Does the work on a space that exists.
     *
     * @throws Problem {@code space_not_found}, or what the work throws; nothing is changed then
     */
    public <T> T change(String spaceId, Work<T> work) {
        Spaces.requireValid(spaceId);
        return telling(spaceId, connection -> {
            Space space = SpaceStore.lock(connection, spaceId).orElseThrow(Spaces::notFound);
            return apply(new SpaceChange(connection, space), work);
        });
    }

    /**
     * As {@link #change}, for the owner only.
     *
     * @throws Problem {@code space_not_found}, {@code not_owner}, or what the work throws
     */
    public <T> T changeOwned(Caller caller, String spaceId, Work<T> work) {
        return change(spaceId, change -> {
            Spaces.requireOwner(caller, change.space());
            return work.apply(change);
        });
    }

    /** Does the work on a space that may be new, or deleted, or neither; the work gets the row as it was. */
    <T> T put(Space wanted, PutWork<T> work) {
        return telling(wanted.id(), connection -> {
            boolean isNew = SpaceStore.insert(connection, wanted);
            SpaceStore.Held held = SpaceStore.lockEvenDeleted(connection, wanted.id());
            return apply(new SpaceChange(connection, held.space()), change -> work.apply(change, held, isNew));
        });
    }

    /** As {@link Work}, with what was found. */
    @FunctionalInterface
    interface PutWork<T> {
        T apply(SpaceChange change, SpaceStore.Held held, boolean isNew) throws SQLException;
    }

    private static <T> T apply(SpaceChange change, Work<T> work) throws SQLException {
        T result = work.apply(change);
        SpaceStore.publish(change);
        return result;
    }

    private <T> T telling(String spaceId, SqlFunction<Connection, T> work) {
        T result = database.inTransaction(work);
        listeners.forEach(listener -> listener.changed(spaceId));
        return result;
    }
}
