package dev.spacehook.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parameters of a statement in order; {@link #done} sets them, and the time-out of every statement of the
 * history: nobody waits longer for a page, and no search holds a connection for long.
 */
final class Binder {

    private static final int TIMEOUT_SECONDS = 5;

    private final PreparedStatement statement;
    private final List<@Nullable Object> values = new ArrayList<>();

    Binder(PreparedStatement statement) {
        this.statement = statement;
    }

    Binder text(@Nullable String value) {
        values.add(value);
        return this;
    }

    Binder value(@Nullable Object value) {
        values.add(value);
        return this;
    }

    Binder number(int value) {
        values.add(value);
        return this;
    }

    Binder number(long value) {
        values.add(value);
        return this;
    }

    Binder range(IdRange range) {
        values.add(range.lower());
        values.add(range.upper());
        return this;
    }

    Binder ids(Connection connection, List<UUID> ids) throws SQLException {
        values.add(connection.createArrayOf("uuid", ids.toArray()));
        return this;
    }

    /** For {@code ?::text is null or column = ?}. */
    Binder twice(@Nullable String value) {
        return text(value).text(value);
    }

    /** Event name and room, each twice. */
    Binder content(DeliveryFilter filter) {
        return twice(filter.eventName() == null ? null : filter.eventName().wireName())
                .twice(filter.roomId());
    }

    void done() throws SQLException {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
