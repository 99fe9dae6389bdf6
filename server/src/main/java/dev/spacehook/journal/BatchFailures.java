package dev.spacehook.journal;

import dev.spacehook.storage.SqlStates;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/** What an SQLSTATE means for a batch (PostgreSQL, appendix A). */
public final class BatchFailures {
    private BatchFailures() {}

    /** Deadlock, serialization failure, lock not to be had: the same statement may go through next time. */
    public static boolean isTransient(SQLException e) {
        return SqlStates.isRetryable(state(e));
    }

    /** The database refuses a value: only such batches are cut in two. */
    public static boolean isBadRow(SQLException e) {
        return state(e).startsWith("22") || state(e).startsWith("23");
    }

    /** A row with this key is there already. */
    public static boolean isDuplicate(SQLException e) {
        return state(e).equals("23505");
    }

    /** No partition for the row's day: {@code check_violation} without the name of a constraint. */
    public static boolean isMissingPartition(SQLException e) {
        return e instanceof org.postgresql.util.PSQLException psql
                && "23514".equals(state(e))
                && psql.getServerErrorMessage() != null
                && psql.getServerErrorMessage().getConstraint() == null;
    }

    /**
     * A commit whose wait for a synchronous standby was cancelled comes back as a mere warning. None of our statements
     * raises another, so any warning means: not confirmed.
     *
     * @param warning of the statement, where one was executed in autocommit; of the connection after a commit or a copy
     */
    public static void requireConfirmed(@Nullable SQLWarning warning) throws SQLException {
        if (warning != null) {
            throw new SQLException("committed here, but perhaps not on the standby", "08007", warning);
        }
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
