package dev.spacehook.delivery;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A plan that the settings have made free is lost as one that the platform takes away: what waits is cancelled for good.
 * Nothing remembers the former settings. A free space accepts nothing, so whatever waits under its current epoch was
 * accepted while the plan was paid; it takes a new epoch, and then nothing waits under that. So every start may look
 * again, on any node, also after one that still had the former settings.
 */
final class FreePlans {
    private static final Logger LOG = Logger.getLogger(FreePlans.class);

    /** Compared in Java: what is upper case to PostgreSQL depends on its locale. */
    private static final String PLANS = "select distinct plan from space where deleted_at is null";

    /**
     * An event not in {@code due} and older than the checkpoint is settled; a checkpoint in the future says that a sweep
     * of what is younger than {@code _MAX_AGE} is owed.
     */
    private static final String CANCEL = """
            with lost as materialized (
                select s.id from space s
                where s.plan = any(?) and s.deleted_at is null
                  and exists (select from webhook w where w.space_id = s.id)
                  and (exists (select from due d where d.space_id = s.id and d.epoch = s.epoch)
                       or exists (select from event e
                                  where e.space_id = s.id and e.epoch = s.epoch
                                    and e.id >= (select spacehook_uuid7_floor(
                                           case when checkpoint <= spacehook_now() then checkpoint
                                                else spacehook_now() - ? * interval '1 millisecond' end)
                                       from sweep)))
                order by s.id for update of s),
            raised as (
                update space s
                set epoch = nextval('epoch_seq'), revision = s.revision + 1, changed_xid = pg_current_xact_id()
                from lost where s.id = lost.id
                returning s.id, s.plan),
            noted as (
                insert into audit (space_id, actor, action, detail)
                select id, 'system', 'plan_became_free', plan from raised)
            select id, pg_notify('spacehook_config', id) from raised
            """;

    private final Database database;
    private final Settings.Plans plans;
    private final Duration maxAge;

    FreePlans(Database database, Settings settings) {
        this.database = database;
        this.plans = settings.plans();
        this.maxAge = settings.delivery().maxAge();
    }

    /** To be called at the start. Two nodes that do it at once do it once. */
    void cancelWaiting() {
        List<String> spaces = database.inTransaction(this::cancelWaiting);
        if (!spaces.isEmpty()) {
            LOG.infof(
                    "%d spaces have lost their plan to SPACEHOOK_FREE_PLANS: what waited for them is cancelled",
                    spaces.size());
        }
    }

    private List<String> cancelWaiting(Connection connection) throws SQLException {
        List<String> free = new ArrayList<>(first(connection.prepareStatement(PLANS)));
        free.removeIf(plans::withWebhooks);
        if (free.isEmpty()) {
            return List.of();
        }
        PreparedStatement cancel = connection.prepareStatement(CANCEL);
        cancel.setArray(1, connection.createArrayOf("text", free.toArray()));
        cancel.setLong(2, maxAge.toMillis());
        return first(cancel);
    }

    /** The first column of all rows. Closes the statement. */
    private static List<String> first(PreparedStatement statement) throws SQLException {
        try (statement;
                ResultSet rows = statement.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
