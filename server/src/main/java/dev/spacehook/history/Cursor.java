package dev.spacehook.history;

import dev.spacehook.api.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a page ended: the last id and a digest over it, the space and the filters. The digest needs no key: it is there
 * to notice a cursor of another list. Whoever computes one gets a place in a list that he may read anyway.
 */
final class Cursor {

    private static final int ID_BYTES = 16;
    private static final int DIGEST_BYTES = 8;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{32}");

    private Cursor() {}

    static String of(UUID last, String spaceId, DeliveryFilter filter) {
        ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES + DIGEST_BYTES);
        bytes.putLong(last.getMostSignificantBits()).putLong(last.getLeastSignificantBits());
        bytes.put(digest(last, spaceId, filter));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws Problem {@code bad_field} unless it came from the same list */
    static UUID read(String cursor, String spaceId, DeliveryFilter filter) {
        if (!SHAPE.matcher(cursor).matches()) {
            throw foreign();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
        UUID last = new UUID(bytes.getLong(), bytes.getLong());
        byte[] digest = new byte[DIGEST_BYTES];
        bytes.get(digest);
        if (!Arrays.equals(digest, digest(last, spaceId, filter))) {
            throw foreign();
        }
        return last;
    }

    /** @throws Problem {@code bad_field} unless it came from the same list */
    static void check(String cursor, String spaceId, DeliveryFilter filter) {
        var _ = read(cursor, spaceId, filter);
    }

    private static Problem foreign() {
        return Problem.badField("cursor", "cursor");
    }

    private static byte[] digest(UUID last, String spaceId, DeliveryFilter filter) {
        byte[] text = (last + "\n" + spaceId + "\n" + filter).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(sha256().digest(text), DIGEST_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
