package dev.spacehook.identity;

import dev.spacehook.storage.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who changed what, when, from where: append only, in the transaction of the change. Thread-safe; blocks. */
@Singleton
public final class Audit {

    /**
     * One change, as it is recorded.
     *
     * @param spaceId the space it concerns, if any
     * @param personId the person it concerns, if any
     * @param action a stable word, for example {@code secret_refreshed}
     * @param detail what a person may want to read beside it; never a secret, token or URL query
     */
    public record Entry(
            @Nullable String spaceId,
            @Nullable String personId,
            Actor actor,
            String action,
            @Nullable String detail) {

        public static Entry ofSpace(String spaceId, Actor actor, String action, @Nullable String detail) {
            return new Entry(spaceId, null, actor, action, detail);
        }

        public static Entry ofPerson(String personId, Actor actor, String action, @Nullable String detail) {
            return new Entry(null, personId, actor, action, detail);
        }
    }

    /** One change, as it is read back. */
    public record Line(long id, Entry entry, Instant at) {}

    private static final String INSERT = """
            insert into audit (space_id, person_id, actor, action, detail, address) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String OF_SPACE = """
            select id, space_id, person_id, actor, action, detail, address, at
            from audit where space_id = ? and id < ? order by id desc limit ?
            """;
    private static final String OF_PERSON = """
            select id, space_id, person_id, actor, action, detail, address, at
            from audit where person_id = ? and id < ? order by id desc limit ?
            """;

    private final Database database;

    Audit(Database database) {
        this.database = database;
    }

    /** Appends to the trail, in the transaction of {@code connection}. */
    public void record(Connection connection, Entry entry) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, entry.spaceId());
            statement.setString(2, entry.personId());
            statement.setString(3, entry.actor().name());
            statement.setString(4, entry.action());
            statement.setString(5, entry.detail());
            statement.setString(6, entry.actor().address());
            statement.executeUpdate();
        }
    }

    /** As {@link #record(Connection, Entry)}, in a transaction of its own. */
    public void record(Entry entry) {
        database.useTransaction(connection -> record(connection, entry));
    }

    /**
     * What happened to a space, newest first.
     *
     * @param before only lines with a smaller id; {@code Long.MAX_VALUE} for the newest
     */
    public List<Line> ofSpace(String spaceId, long before, int limit) {
        return list(OF_SPACE, spaceId, before, limit);
    }

    /** What happened to a person's password, clients and tokens; as {@link #ofSpace}. */
    public List<Line> ofPerson(String personId, long before, int limit) {
        return list(OF_PERSON, personId, before, limit);
    }

    private List<Line> list(String sql, String id, long before, int limit) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, id);
                statement.setLong(2, before);
                statement.setInt(3, limit);
                return lines(statement.executeQuery());
            }
        });
    }

    private static List<Line> lines(ResultSet row) throws SQLException {
        List<Line> lines = new ArrayList<>();
        while (row.next()) {
            Actor actor = new Actor(row.getString("actor"), row.getString("address"));
            Entry entry = new Entry(
                    row.getString("space_id"),
                    row.getString("person_id"),
                    actor,
                    row.getString("action"),
                    row.getString("detail"));
            Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
            lines.add(new Line(row.getLong("id"), entry, at));
        }
        return lines;
    }
}
