package dev.spacehook.egress;

import dev.spacehook.api.Problem;
import java.util.List;

/**
 * A webhook URL is not accepted. {@code <code>.<reason>} is a message key; argument 0 of its text is the field's name,
 * {@link #arguments()} are the further ones. Neither holds an address or a part of the query.
 */
public final class UrlRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Problem.Code code;
    private final String reason;
    private final List<String> arguments;

    private UrlRefusedException(Problem.Code code, String reason, String... arguments) {
        super(code.wireName() + "." + reason, null, false, false);
        this.code = code;
        this.reason = reason;
        this.arguments = List.of(arguments);
    }

    static UrlRefusedException badUrl(String reason, String... arguments) {
        return new UrlRefusedException(Problem.Code.BAD_URL, reason, arguments);
    }

    static UrlRefusedException forbidden(String reason) {
        return new UrlRefusedException(Problem.Code.FORBIDDEN_ADDRESS, reason);
    }

    /** {@code BAD_URL}: not a URL we take; {@code FORBIDDEN_ADDRESS}: one that leads where no request may go. */
    public Problem.Code code() {
        return code;
    }

    /** What is wrong, stable, for example {@code non_ascii_host}. */
    public String reason() {
        return reason;
    }

    public List<String> arguments() {
        return arguments;
    }

    /** The refusal as callers of the API see it, at the given member. */
    public Problem asProblem(String field) {
        return Problem.atField(code, field, reason, arguments.toArray(String[]::new));
    }
}
