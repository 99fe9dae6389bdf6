package dev.spacehook.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Binds rows to a statement as one array for each column, the form that {@code unnest} takes. For one statement. */
public final class ArrayColumns<R> {
    private final PreparedStatement statement;
    private final Connection connection;
    private final List<R> rows;
    private int next;

    /** @param first the index of the first parameter, from 1 */
    public ArrayColumns(PreparedStatement statement, Connection connection, List<R> rows, int first) {
        this.statement = statement;
        this.connection = connection;
        this.rows = rows;
        this.next = first;
    }

    /**
     * Binds the next parameter.
     *
     * @param type PostgreSQL's name of the element's type
     * @param array makes the array, for example {@code String[]::new}
     */
    public <T extends @Nullable Object> ArrayColumns<R> add(
            String type, IntFunction<T[]> array, Function<R, ? extends T> column) throws SQLException {
        T[] values = array.apply(rows.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        statement.setArray(next++, connection.createArrayOf(type, values));
        return this;
    }

    /** The index of the parameter behind those bound so far. */
    public int next() {
        return next;
    }
}
