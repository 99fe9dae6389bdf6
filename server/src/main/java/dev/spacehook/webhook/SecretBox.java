package dev.spacehook.webhook;

import dev.spacehook.storage.Keys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts webhook secrets for the database: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce in front. The
 * space's id is the associated data, so a row copied to another space does not open there.
 */
@Singleton
public final class SecretBox {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    private final String currentKeyId;

    @Inject
    SecretBox(Keys keys) {
        this(keys.encryptionKeys().stream()
                .map(key -> Base64.getDecoder().decode(key.value()))
                .toList());
    }

    /** @param keys of 32 bytes each; the first seals, all of them open */
    SecretBox(List<byte[]> keys) {
        keys.forEach(key -> this.keys.put(idOf(key), new SecretKeySpec(key, "AES")));
        this.currentKeyId = idOf(keys.getFirst());
    }

    /** The id of the key that {@link #seal} uses; kept beside what it sealed. */
    public String currentKeyId() {
        return currentKeyId;
    }

    boolean hasOlderKeys() {
        return keys.size() > 1;
    }

    /** Encrypts under the current key: nonce, ciphertext and tag. */
    public byte[] seal(String spaceId, WebhookSecret secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, currentKeyId, nonce, spaceId).doFinal(secret.bytes());
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + CIPHER, e);
        }
    }

    /**
     * Decrypts what {@link #seal} made.
     *
     * @throws SecretBoxException where the key is not among those given, or the bytes are not those sealed for the space
     */
    public WebhookSecret open(String spaceId, String keyId, byte[] sealed) {
        if (!keys.containsKey(keyId) || sealed.length < NONCE_BYTES) {
            throw unopenable(spaceId, keyId);
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            byte[] opened = cipher(Cipher.DECRYPT_MODE, keyId, nonce, spaceId)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
            return new WebhookSecret(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw unopenable(spaceId, keyId);
        }
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, String spaceId) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(spaceId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static SecretBoxException unopenable(String spaceId, String keyId) {
        return new SecretBoxException("the secret of space " + spaceId
                + " does not open with any given key; it was sealed with key " + keyId);
    }

    /** Derived from the key, so that an id in the database tells whether a key fits without trying. */
    private static String idOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal("spacehook encryption key id".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
