package dev.spacehook.receiver;

import dev.spacehook.receiver.InvalidNotificationException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies notifications with the secret of a webhook. Immutable; one for the life of a process will do.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.withSecret(secret);
 * // in the handler of POST, with the bytes of the request exactly as they came:
 * try {
 *     Notification n = verifier.verify(bytes, request::getHeader);
 *     …
 * } catch (InvalidNotificationException e) {
 *     // answer 401
 * }
 * }</pre>
 *
 * <p><b>Give the bytes exactly as they were received.</b> A body that a framework has parsed and printed again may
 * differ in white space, in the order of members or in escapes, and then no signature fits.
 */
public final class Verifier {

    /** How far {@code webhook-timestamp} may be from the clock by default, in either direction: 5 minutes. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;
    private final Duration tolerance;
    private final Clock clock;

    private Verifier(List<SecretKeySpec> keys, Duration tolerance, Clock clock) {
        this.keys = List.copyOf(keys);
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /**
     * @param secret the secret as it is shown, without any prefix
     * @throws IllegalArgumentException if it is empty
     */
    public static Verifier withSecret(String secret) {
        return new Verifier(List.of(key(secret)), DEFAULT_TOLERANCE, Clock.systemUTC());
    }

    /** The same, accepting another secret too: for the minutes in which a secret is being replaced. */
    public Verifier orSecret(String secret) {
        List<SecretKeySpec> more = new ArrayList<>(keys);
        more.add(key(secret));
        return new Verifier(more, tolerance, clock);
    }

    /**
     * The same with another tolerance.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Verifier tolerating(Duration tolerance) {
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("a tolerance cannot be negative: " + tolerance);
        }
        return new Verifier(keys, tolerance, clock);
    }

    /** The same by another clock; for tests. */
    public Verifier at(Clock clock) {
        return new Verifier(keys, tolerance, clock);
    }

    /**
     * Verifies everything there is: the Standard Webhooks 1.0 headers, which cover the exact bytes and the time of
     * sending, and the documented {@code signature} within the body.
     *
     * @param request the request's body exactly as received
     * @param headers looks a header up by its name, whatever the case of letters; null or empty where there is none
     * @throws InvalidNotificationException if anything is missing or does not fit, headers included
     */
    public Notification verify(byte[] request, Function<String, String> headers) throws InvalidNotificationException {
        Headers read = new Headers(headers);
        String id = read.required("webhook-id");
        checkTimestamp(read.required("webhook-timestamp"));
        checkHeaderSignature(request, id, read);
        Envelope envelope = checkedEnvelope(request);
        return envelope.notification(
                Optional.of(id),
                read.optional("spacehook-occurred-at").flatMap(Verifier::instant),
                read.optional("spacehook-attempt").map(Verifier::attempt).orElse(0),
                read.optional("spacehook-test").filter("true"::equals).isPresent());
    }

    /**
     * Verifies the documented {@code signature} only: {@code hex(HMAC-SHA256(secret, JSON.stringify(body)))}. A copy of
     * an old request passes this check; {@link #verify} is the one that refuses it.
     *
     * @param request the request's body exactly as received
     * @throws InvalidNotificationException if it is not a notification or the signature does not fit
     */
    public Notification verifyBody(byte[] request) throws InvalidNotificationException {
        return checkedEnvelope(request).notification(Optional.empty(), Optional.empty(), 0, false);
    }

    private Envelope checkedEnvelope(byte[] request) throws InvalidNotificationException {
        Envelope envelope = Envelope.parse(request);
        if (!matches(envelope.signature(), envelope.signedBytes())) {
            throw new InvalidNotificationException(
                    Reason.SIGNATURE, "signature does not fit the body: another secret, or not the bytes as received");
        }
        return envelope;
    }

    private void checkTimestamp(String timestamp) throws InvalidNotificationException {
        if (!timestamp.matches("\\d{1,12}")) {
            throw new InvalidNotificationException(Reason.BAD_HEADER, "webhook-timestamp is not a number of seconds");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(tolerance) > 0) {
            throw new InvalidNotificationException(
                    Reason.TIMESTAMP,
                    "webhook-timestamp is " + age.toSeconds() + " s away from this clock: a replay, or a wrong clock");
        }
    }

    private void checkHeaderSignature(byte[] request, String id, Headers headers) throws InvalidNotificationException {
        byte[] prefix = (id + "." + headers.required("webhook-timestamp") + ".").getBytes(StandardCharsets.UTF_8);
        boolean matched = false;
        for (String signature : headers.required("webhook-signature").split(" ", -1)) {
            matched |= signature.startsWith("v1,") && matches(base64(signature.substring(3)), prefix, request);
        }
        if (!matched) {
            throw new InvalidNotificationException(
                    Reason.SIGNATURE, "webhook-signature does not fit: another secret, or not the bytes as received");
        }
    }

    /** Tries every key, whatever the first ones gave, and compares in constant time. */
    private boolean matches(byte[] signature, byte[]... message) {
        boolean matched = false;
        for (SecretKeySpec key : keys) {
            matched |= MessageDigest.isEqual(hmac(key, message), signature);
        }
        return matched;
    }

    private static byte[] hmac(SecretKeySpec key, byte[]... message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : message) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static SecretKeySpec key(String secret) {
        return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Empty, which no signature equals, where it is not base64. */
    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int attempt(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }
}
