package dev.spacehook.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of tokens and secrets with more than 128 random bits: nothing slower is needed for these. */
final class Hashes {

    private Hashes() {}

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The hash as a key for maps, so that they hold no tokens. */
    static String key(String text) {
        return new String(sha256(text), StandardCharsets.ISO_8859_1);
    }

    /** In a time that does not depend on where they differ. */
    static boolean areEqual(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }
}
