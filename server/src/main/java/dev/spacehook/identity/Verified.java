package dev.spacehook.identity;

/**
 * A token whose signature and times have been checked.
 *
 * @param lastSecond the last second since 1970 in which it is accepted
 */
record Verified(Grant grant, long lastSecond) {}
