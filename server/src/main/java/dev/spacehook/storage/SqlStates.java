package dev.spacehook.storage;

import java.util.Set;

/** What the codes of PostgreSQL's appendix A mean to us. */
public final class SqlStates {

    /** deadlock_detected, serialization_failure, lock_not_available: the transaction was rolled back by the server. */
    private static final Set<String> RETRYABLE = Set.of("40P01", "40001", "55P03");

    private static final String READ_ONLY = "25006";

    private SqlStates() {}

    /** Whether the same transaction may succeed when it is repeated at once. */
    public static boolean isRetryable(String state) {
        return RETRYABLE.contains(state);
    }

    static boolean isUnavailable(String state) {
        return isDisconnected(state)
                || isRetryable(state)
                || state.equals(READ_ONLY)
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58");
    }

    /** Whether other idle connections are probably dead too. */
    static boolean isDisconnected(String state) {
        return state.startsWith("08") || state.startsWith("57P");
    }
}
