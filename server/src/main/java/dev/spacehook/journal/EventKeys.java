package dev.spacehook.journal;

import dev.spacehook.storage.Database;
import java.sql.PreparedStatement;
import java.time.Duration;

/** Forgets the callers' ids of events after seven days. */
public final class EventKeys {
    private static final Duration KEPT = Duration.ofDays(7);

    /** In key order, as the journal writes them, and few enough that nobody waits. */
    private static final String FORGET = """
            with old as materialized (
                select client, key from event_key
                where event_id < (select spacehook_uuid7_floor(spacehook_now() - ? * interval '1 second'))
                order by client, key limit 5000 for update skip locked)
            delete from event_key k using old where k.client = old.client and k.key = old.key
            """;

    private final Database database;

    public EventKeys(Database database) {
        this.database = database;
    }

    public void forgetOld() {
        int forgotten;
        do {
            forgotten = database.read(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
                    statement.setLong(1, KEPT.toSeconds());
                    return statement.executeUpdate();
                }
            });
        } while (forgotten > 0);
    }
}
