package dev.spacehook.webhook;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.stream.IntStream;

/**
 * What the notifications of a webhook are signed with; never printed.
 *
 * @param value 32 characters of {@code [A-Za-z0-9]} when made here, 16 to 256 printable ones when brought over
 */
public record WebhookSecret(String value) {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new secret of 190 random bits. */
    static WebhookSecret generate() {
        StringBuilder value = new StringBuilder(LENGTH);
        IntStream.range(0, LENGTH).forEach(i -> value.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length()))));
        return new WebhookSecret(value.toString());
    }

    /** The key of both signatures: the value's UTF-8 bytes. */
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "***";
    }
}
