package dev.spacehook.cabinet;

import dev.spacehook.identity.Actor;
import dev.spacehook.identity.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a page, and how he reads it.
 *
 * @param who null: nobody is signed in
 * @param token of the browser's cookie
 * @param returning whether the browser brought the cookie itself
 * @param secure whether the browser speaks https
 * @param address the client's network address
 * @param location the page's path and query, to come back to
 */
record Visitor(
        Sessions.@Nullable SignedIn who,
        Texts texts,
        String token,
        boolean returning,
        boolean secure,
        String address,
        String location) {

    /** @throws SignedOutException if nobody is signed in */
    String personId() {
        if (who == null) {
            throw new SignedOutException();
        }
        return who.personId();
    }

    Caller caller() {
        return new Caller.Person(personId(), null);
    }

    Actor actor() {
        return Actor.person(personId(), address);
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "Visitor[" + address + "]";
    }

    /** Leads to the sign-in page. */
    static final class SignedOutException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SignedOutException() {
            super("nobody is signed in", null, false, false);
        }
    }
}
