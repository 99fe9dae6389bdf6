package dev.spacehook.storage;

import java.sql.Connection;
import java.sql.SQLException;

/** The end of a transaction that failed. */
public final class Rollback {
    private Rollback() {}

    /** Rolls back and returns to autocommit; what goes wrong with that is added to the cause. */
    public static void because(Exception cause, Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
