package dev.spacehook.identity;

import org.jspecify.annotations.Nullable;

/**
 * Whom a token of ours is for.
 *
 * @param subject a person's id, or the client's own
 * @param clientId the client it was issued to; where a person got it without any, the person's id
 */
record Grant(Audience audience, String subject, String clientId) {

    enum Audience {
        USER,
        CLIENT;

        String claim() {
            return this == USER ? "user" : "client";
        }

        static @Nullable Audience of(@Nullable String claim) {
            for (Audience audience : values()) {
                if (audience.claim().equals(claim)) {
                    return audience;
                }
            }
            return null;
        }
    }
}
