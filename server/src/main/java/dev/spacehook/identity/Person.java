package dev.spacehook.identity;

import org.jspecify.annotations.Nullable;

/**
 * Someone who may own spaces.
 *
 * @param email unique whatever its case
 * @param passwordVersion raised by every change of password; what was signed in under an older one is signed out
 */
public record Person(
        String id,
        String email,
        @Nullable String username,
        @Nullable String phone,
        int passwordVersion) {

    /** No personal data. */
    @Override
    public String toString() {
        return "Person[" + id + "]";
    }
}
