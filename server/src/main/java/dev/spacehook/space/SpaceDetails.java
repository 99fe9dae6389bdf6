package dev.spacehook.space;

import org.jspecify.annotations.Nullable;

/** What a person says of a new space. */
record SpaceDetails(String name, boolean isPublic, @Nullable String description) {}
