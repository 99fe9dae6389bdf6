package dev.spacehook.journal;

import dev.spacehook.storage.Rollback;
import dev.spacehook.storage.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;

/** A writer's transaction: committed and confirmed, or failed. The confirmation is what the server says of a commit. */
public final class WriterTransaction {
    private WriterTransaction() {}

    /**
     * Runs {@code work} and commits. The connection is in autocommit mode before and after.
     *
     * @throws SQLException what failed; with SQLSTATE 08007 where the commit went through but was not confirmed
     */
    public static <T> T run(Connection connection, SqlFunction<Connection, T> work) throws SQLException {
        connection.clearWarnings();
        connection.setAutoCommit(false);
        T result;
        try {
            result = work.apply(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            Rollback.because(e, connection);
            throw e;
        }
        connection.setAutoCommit(true);
        BatchFailures.requireConfirmed(connection.getWarnings());
        return result;
    }

    /**
     * Runs {@code statement} in autocommit: BEGIN and COMMIT would be two round trips more. A warning of a
     * {@link java.sql.Statement} is at the statement alone, so what executes one asks it for its confirmation itself.
     */
    public static <T> T single(Connection connection, SqlFunction<Connection, T> statement) throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new SQLException("not in autocommit mode: nothing would be committed", "25001");
        }
        connection.clearWarnings();
        T result = statement.apply(connection);
        BatchFailures.requireConfirmed(connection.getWarnings());
        return result;
    }
}
