package dev.spacehook.storage;

import java.sql.SQLException;

/** A function that may fail in the database; lets lambdas use JDBC without wrapping its checked exception. */
@FunctionalInterface
public interface SqlFunction<T, R> {
    R apply(T t) throws SQLException;
}
