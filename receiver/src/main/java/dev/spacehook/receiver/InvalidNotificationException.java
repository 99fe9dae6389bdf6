package dev.spacehook.receiver;

/** The request is not a notification to be trusted: answer it with 400 or 401 and do nothing else with it. */
public final class InvalidNotificationException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Reason {
        /** The request's body is not a notification in JSON. */
        MALFORMED,
        /** {@code webhook-id}, {@code webhook-timestamp} or {@code webhook-signature} is missing or unreadable. */
        BAD_HEADER,
        /** {@code webhook-timestamp} is further from this machine's clock than the tolerance: perhaps a replay. */
        TIMESTAMP,
        /** No secret given makes this signature: a forgery, a body that was changed on its way, or another secret. */
        SIGNATURE
    }

    private final Reason reason;

    InvalidNotificationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What is wrong, for a log line or a counter. */
    public Reason reason() {
        return reason;
    }
}
