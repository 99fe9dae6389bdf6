package dev.spacehook.journal;

import java.time.Instant;
import java.util.UUID;

/** Event ids as moments: UUIDv7 (RFC 9562) begins with milliseconds since 1970 in 48 bits. */
public final class Ids {
    private Ids() {}

    /** The smallest id of a moment: what was accepted from then on is not less, as PostgreSQL orders ids. */
    public static UUID floor(Instant at) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000L, 0x8000000000000000L);
    }

    /** When an id was made, to the millisecond. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
