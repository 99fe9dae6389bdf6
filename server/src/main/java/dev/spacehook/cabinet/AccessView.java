package dev.spacehook.cabinet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person's programs sign in with.
 *
 * @param clientId null where none has been obtained
 * @param back the page that shows this, to come back to
 * @param error why the last token could not be made
 */
public record AccessView(
        @Nullable String clientId,
        List<Token> tokens,
        String back,
        @Nullable String error) {

    /** A personal token in the list, times in words. */
    public record Token(String id, String name, String created, String used) {}
}
