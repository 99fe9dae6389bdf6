package dev.spacehook.storage;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database refused or could not be reached. The message holds the server's own line, never a row's values. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String UNABLE_TO_CONNECT = "08001";

    private final String sqlState;

    private StorageException(@Nullable String message, String sqlState, Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    /** Wraps a failure of JDBC. */
    public static StorageException of(SQLException cause) {
        String state = cause.getSQLState();
        return new StorageException(cause.getMessage(), state == null ? "" : state, cause);
    }

    /** Wraps the failure to get a connection; the pool's own time-out has no SQLSTATE. */
    static StorageException ofConnecting(SQLException cause) {
        String state = cause.getSQLState();
        return new StorageException(cause.getMessage(), state == null ? UNABLE_TO_CONNECT : state, cause);
    }

    /** The five characters of SQLSTATE; empty where the driver gave none. */
    public String sqlState() {
        return sqlState;
    }

    /**
     * Whether the same request may succeed a little later: connection lost or refused, pool or server exhausted,
     * statement cancelled by a time-out, disk full, server shutting down or read-only, conflict with other
     * transactions. The outcome of a commit under way is then unknown.
     */
    public boolean isUnavailable() {
        return SqlStates.isUnavailable(sqlState);
    }
}
