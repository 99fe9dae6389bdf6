package dev.spacehook.space;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Settings;
import dev.spacehook.identity.Actor;
import dev.spacehook.identity.Audit;
import dev.spacehook.identity.Caller;
import dev.spacehook.identity.Ids;
import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spaces: whose they are, and what their owners and the platform do with them. */
@Singleton
public final class Spaces {

    private final Database database;
    private final SpaceChanges changes;
    private final CabinetLinks links;
    private final Settings.Plans plans;
    private final Audit audit;

    Spaces(Database database, SpaceChanges changes, CabinetLinks links, Settings settings, Audit audit) {
        this.database = database;
        this.changes = changes;
        this.links = links;
        this.plans = settings.plans();
        this.audit = audit;
    }

    /** @throws Problem {@code space_not_found} */
    public Space require(String spaceId) {
        requireValid(spaceId);
        return database.read(connection -> SpaceStore.find(connection, spaceId)).orElseThrow(Spaces::notFound);
    }

    /** @throws Problem {@code space_not_found}, {@code not_owner} */
    public Space requireOwned(Caller caller, String spaceId) {
        Space space = require(spaceId);
        requireOwner(caller, space);
        return space;
    }

    /** All spaces of a person, by id. */
    public List<Space> ownedBy(String personId) {
        return ownedBy(personId, "", Integer.MAX_VALUE);
    }

    /** At most {@code limit} spaces of a person, by id, behind the id {@code after}. */
    List<Space> ownedBy(String personId, String after, int limit) {
        return database.read(connection -> SpaceStore.ownedBy(connection, personId, after, limit));
    }

    /** Makes a person's new space on the default plan. */
    Space create(Actor actor, String ownerId, SpaceDetails details) {
        Space space = new Space(
                Ids.create(),
                ownerId,
                plans.defaultPlan(),
                details.name(),
                details.isPublic(),
                details.description(),
                0);
        return changes.put(space, (change, held, isNew) -> {
            change.markChanged();
            note(change, actor, "space_created", space.plan());
            return space;
        });
    }

    /**
     * Makes a space what the platform says it is; what it does not say stays. Losing the paid plan cancels what waits.
     *
     * @param name null: as it is
     * @throws Problem {@code space_not_found} where the id is none
     */
    Space put(Actor platform, String spaceId, String ownerId, String plan, @Nullable String name) {
        requireValid(spaceId);
        Space wanted = new Space(spaceId, ownerId, plan, name, false, null, 0);
        return changes.put(wanted, (change, held, isNew) -> {
            if (isNew || held.deleted()) {
                return bringIn(change, platform, wanted, held.deleted());
            }
            return replace(change, platform, held.space(), wanted);
        });
    }

    private Space bringIn(SpaceChange change, Actor platform, Space wanted, boolean back) throws SQLException {
        SpaceStore.update(change.connection(), wanted);
        if (back) {
            change.markCancelling();
        }
        change.markChanged();
        note(change, platform, "space_created", wanted.plan());
        return wanted;
    }

    private Space replace(SpaceChange change, Actor platform, Space before, Space wanted) throws SQLException {
        Space after = new Space(
                before.id(),
                wanted.ownerId(),
                wanted.plan(),
                wanted.name() == null ? before.name() : wanted.name(),
                before.isPublic(),
                before.description(),
                before.epoch());
        if (after.equals(before)) {
            return after;
        }
        SpaceStore.update(change.connection(), after);
        change.markChanged();
        if (plans.withWebhooks(before.plan()) && !plans.withWebhooks(after.plan())) {
            change.markCancelling();
        }
        noteDifferences(change, platform, before, after);
        return after;
    }

    private void noteDifferences(SpaceChange change, Actor platform, Space before, Space after) throws SQLException {
        if (!before.plan().equals(after.plan())) {
            note(change, platform, "plan_changed", before.plan() + " → " + after.plan());
        }
        if (!before.ownerId().equals(after.ownerId())) {
            note(change, platform, "owner_changed", before.ownerId() + " → " + after.ownerId());
        }
    }

    /**
     * Deletes the space and its webhook and cancels what waits; history goes with retention.
     *
     * @throws Problem {@code space_not_found}
     */
    void delete(Actor platform, String spaceId) {
        changes.change(spaceId, change -> {
            SpaceStore.delete(change.connection(), spaceId);
            change.markCancelling();
            note(change, platform, "space_deleted", null);
            return spaceId;
        });
    }

    /**
     * A one-time key to the cabinet of the space's owner.
     *
     * @throws Problem {@code space_not_found}
     */
    String cabinetKey(Actor platform, String spaceId) {
        return changes.change(spaceId, change -> {
            note(change, platform, "cabinet_link_created", null);
            return links.create(change.connection(), change.space());
        });
    }

    private void note(SpaceChange change, Actor actor, String action, @Nullable String detail) throws SQLException {
        audit.record(change.connection(), Audit.Entry.ofSpace(change.space().id(), actor, action, detail));
    }

    static void requireOwner(Caller caller, Space space) {
        if (!(caller instanceof Caller.Person person) || !person.personId().equals(space.ownerId())) {
            throw Problem.of(Problem.Code.NOT_OWNER);
        }
    }

    /** What is not an id at all is not looked for: the database would refuse some of it. */
    static void requireValid(String spaceId) {
        if (!Ids.isId(spaceId)) {
            throw notFound();
        }
    }

    static Problem notFound() {
        return Problem.of(Problem.Code.SPACE_NOT_FOUND);
    }
}
