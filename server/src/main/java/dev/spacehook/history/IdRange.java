package dev.spacehook.history;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A range of UUIDv7: naming it in every statement lets the database look at the partitions of that time only.
 *
 * @param lower inclusive
 * @param upper exclusive
 */
record IdRange(UUID lower, UUID upper) {

    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);
    private static final long LARGEST_MILLIS = (1L << 48) - 1;
    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** The ids made from one moment (inclusive) to another (exclusive); null leaves that side open. */
    static IdRange between(@Nullable Instant from, @Nullable Instant to) {
        return new IdRange(from == null ? LOWEST : floor(from), to == null ? HIGHEST : floor(to));
    }

    /** That one id. */
    static IdRange of(UUID id) {
        return new IdRange(id, next(id));
    }

    IdRange below(UUID newUpper) {
        return new IdRange(lower, newUpper);
    }

    IdRange from(UUID newLower) {
        return new IdRange(newLower, upper);
    }

    /** When an id was made, to the millisecond. */
    static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The smallest id of a moment; ids know milliseconds only, so what is finer is rounded up. */
    private static UUID floor(Instant moment) {
        long seconds = Math.clamp(moment.getEpochSecond(), 0, LARGEST_MILLIS / 1000);
        long millis = Math.min(LARGEST_MILLIS, seconds * 1000 + (moment.getNano() + 999_999) / 1_000_000);
        return new UUID(millis << 16 | VERSION_7, VARIANT);
    }

    private static UUID next(UUID id) {
        long least = id.getLeastSignificantBits() + 1;
        return new UUID(least == 0 ? id.getMostSignificantBits() + 1 : id.getMostSignificantBits(), least);
    }
}
