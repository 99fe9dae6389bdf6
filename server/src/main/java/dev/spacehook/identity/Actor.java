package dev.spacehook.identity;

import org.jspecify.annotations.Nullable;

/**
 * Who changes something, for the audit trail.
 *
 * @param name {@code person:<id>}, {@code client:<id>}, {@code platform:<id>} or {@code system}
 * @param address the client's network address, where there is one
 */
public record Actor(String name, @Nullable String address) {

    /** The service itself, for example when it sets up a demonstration. */
    public static final Actor SYSTEM = new Actor("system", null);

    /** A person who is signed in. */
    public static Actor person(String personId, @Nullable String address) {
        return new Actor("person:" + personId, address);
    }

    /** Whoever a token named. */
    public static Actor of(Caller caller, @Nullable String address) {
        return switch (caller) {
            case Caller.Platform(String clientId) -> new Actor("platform:" + clientId, address);
            case Caller.Person(String personId, String clientId) ->
                clientId == null || clientId.equals(personId)
                        ? person(personId, address)
                        : new Actor("client:" + clientId, address);
        };
    }
}
