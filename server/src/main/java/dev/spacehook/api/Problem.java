package dev.spacehook.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as the caller sees it: {@code application/problem+json} (RFC 9457) with a stable code. The text comes from
 * the bundle {@code messages/problems_<language>.properties} under {@link #messageKey()}, in the caller's language.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The stable codes with their status. */
    public enum Code {
        TOKEN_MISSING(401),
        TOKEN_INVALID(401),
        TOKEN_EXPIRED(401),
        NOT_PLATFORM_CLIENT(403),
        /** What is no HTTP request, or has a target that does not decode. */
        BAD_REQUEST(400),
        URI_TOO_LONG(414),
        HEADERS_TOO_LARGE(431),
        TOO_LARGE(413),
        BAD_JSON(400),
        BAD_FIELD(422),
        BAD_URL(422),
        FORBIDDEN_ADDRESS(422),
        SPACE_NOT_FOUND(404),
        NOT_OWNER(403),
        PLAN_WITHOUT_WEBHOOKS(403),
        WEBHOOK_NOT_FOUND(404),
        DELIVERY_NOT_FOUND(404),
        WEBHOOK_EXISTS(409),
        WEBHOOK_INACTIVE(409),
        EVENT_ID_CONFLICT(409),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        TOO_MANY_REQUESTS(429),
        UNAVAILABLE(503),
        /** A mistake of ours; nothing answers this by design. */
        INTERNAL(500);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }

        /** The code as it stands in the answer, for example {@code bad_field}. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Code code;
    private final String messageKey;
    private final List<String> arguments;
    private final @Nullable String field;
    private final int retryAfterSeconds;

    private Problem(Code code, String messageKey, List<String> arguments, @Nullable String field, int retryAfter) {
        super(code.wireName(), null, false, false);
        this.code = code;
        this.messageKey = messageKey;
        this.arguments = arguments;
        this.field = field;
        this.retryAfterSeconds = retryAfter;
    }

    /** A refusal whose text is the code's own. */
    public static Problem of(Code code) {
        return new Problem(code, code.wireName(), List.of(), null, 0);
    }

    /** A refusal with a text more exact than the code's own: key {@code <code>.<reason>}. */
    public static Problem of(Code code, String reason, String... arguments) {
        return new Problem(code, code.wireName() + "." + reason, List.of(arguments), null, 0);
    }

    /** {@code bad_field} that names the member at fault; key {@code bad_field.<reason>}, the field is argument 0. */
    public static Problem badField(String field, String reason, String... arguments) {
        return atField(Code.BAD_FIELD, field, reason, arguments);
    }

    /** As {@link #badField} under another code, for example {@code bad_url}. */
    public static Problem atField(Code code, String field, String reason, String... arguments) {
        List<String> all = new java.util.ArrayList<>(arguments.length + 1);
        all.add(field);
        all.addAll(List.of(arguments));
        return new Problem(code, code.wireName() + "." + reason, List.copyOf(all), field, 0);
    }

    /** A mistake of ours, under the reference that its log line has. */
    public static Problem internal(String reference) {
        return new Problem(Code.INTERNAL, Code.INTERNAL.wireName(), List.of(reference), null, 0);
    }

    /** The same refusal that also says when to come back. */
    public Problem retryAfter(int seconds) {
        return new Problem(code, messageKey, arguments, field, seconds);
    }

    public Code code() {
        return code;
    }

    public String messageKey() {
        return messageKey;
    }

    public List<String> arguments() {
        return arguments;
    }

    /** The member at fault, where there is one. */
    public @Nullable String field() {
        return field;
    }

    /** Seconds for {@code Retry-After}; 0 means no such header. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
