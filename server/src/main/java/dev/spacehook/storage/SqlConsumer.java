package dev.spacehook.storage;

import java.sql.SQLException;

/** As {@link SqlFunction}, without a result. */
@FunctionalInterface
public interface SqlConsumer<T> {
    void accept(T t) throws SQLException;
}
