package dev.spacehook.cabinet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The token in a browser's cookie, and the tokens in its forms, which derive from it: whoever cannot read the cookie
 * cannot make one. Each form's is masked anew, so that compressed pages do not give it away (BREACH).
 */
final class Tokens {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    /** 43 characters of base64url. */
    static String create() {
        return encode(random());
    }

    static byte[] hash(String token) {
        return sha256("session:" + token);
    }

    static String formToken(String token) {
        byte[] mask = random();
        byte[] both = Arrays.copyOf(mask, 2 * BYTES);
        System.arraycopy(xor(mask, secretOf(token)), 0, both, BYTES, BYTES);
        return encode(both);
    }

    static boolean isFormToken(String given, String token) {
        byte[] both = decode(given);
        if (both.length != 2 * BYTES) {
            return false;
        }
        byte[] mask = Arrays.copyOf(both, BYTES);
        return MessageDigest.isEqual(xor(mask, Arrays.copyOfRange(both, BYTES, 2 * BYTES)), secretOf(token));
    }

    private static byte[] secretOf(String token) {
        return sha256("form:" + token);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            result[i] = (byte) (one[i] ^ other[i]);
        }
        return result;
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
