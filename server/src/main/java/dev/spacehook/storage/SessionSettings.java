package dev.spacehook.storage;

/** What every connection sets: durability is set, not assumed, and nothing waits for ever. */
final class SessionSettings {

    /** Once per physical connection. */
    static final String FOR_SESSION = select(false);

    /** At the start of a transaction, where a pooler shares the server's sessions. */
    static final String FOR_TRANSACTION = select(true);

    private SessionSettings() {}

    private static String select(boolean local) {
        return """
                select set_config('synchronous_commit', 'on', %1$s),
                       set_config('statement_timeout', '10s', %1$s),
                       set_config('lock_timeout', '2s', %1$s),
                       set_config('idle_in_transaction_session_timeout', '10s', %1$s)
                """.formatted(local);
    }
}
