package dev.spacehook.identity;

import org.jspecify.annotations.Nullable;

/** Who makes a request, once the token has been verified. */
public sealed interface Caller {

    /** The configured client of the platform: section "the platform's side" only. */
    record Platform(String clientId) implements Caller {}

    /**
     * A person, or an API client or personal token that acts as that person.
     *
     * @param clientId the API client the token was issued to, if any
     */
    record Person(String personId, @Nullable String clientId) implements Caller {}
}
