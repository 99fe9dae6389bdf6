package dev.spacehook.cabinet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of the audit trail, in words. */
public record TrailLine(
        String what,
        String who,
        @Nullable String address,
        @Nullable String detail,
        Instant at,
        String when) {}
