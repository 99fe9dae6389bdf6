package dev.spacehook.client;

/** The service refused, or what answered was not the service. The message is for people: status, code, what to do. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ApiException(int status, String code, String detail) {
        super(status + " " + code + ": " + detail);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status, 400 to 599 as a rule. */
    public int status() {
        return status;
    }

    /** The stable code, for example {@code webhook_exists}; {@code unknown} where the answer has none. */
    public String code() {
        return code;
    }
}
