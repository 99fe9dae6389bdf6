package dev.spacehook.space;

import org.jspecify.annotations.Nullable;

/**
 * A group of the platform: rooms live in it, events happen in its rooms.
 *
 * @param id {@code [A-Za-z0-9_-]{1,64}}
 * @param ownerId the person it belongs to; need not be known here, the platform may have its own people
 * @param plan as it was given, in any case; whether it has webhooks is for the settings to say
 * @param epoch taken anew by all that cancels waiting deliveries: those of an older one are not made any more
 */
public record Space(
        String id,
        String ownerId,
        String plan,
        @Nullable String name,
        boolean isPublic,
        @Nullable String description,
        long epoch) {}
