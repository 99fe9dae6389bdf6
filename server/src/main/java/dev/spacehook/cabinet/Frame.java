package dev.spacehook.cabinet;

import dev.spacehook.api.Language;
import org.jspecify.annotations.Nullable;

/** What the frame around every page needs to know. */
public final class Frame {

    private final Visitor visitor;
    private final Assets assets;

    Frame(Visitor visitor, Assets assets) {
        this.visitor = visitor;
        this.assets = assets;
    }

    public String language() {
        return visitor.texts().language().tag();
    }

    public boolean isRussian() {
        return visitor.texts().language() == Language.RU;
    }

    /** Path and query, to come back to. */
    public String location() {
        return visitor.location();
    }

    public boolean isSignedIn() {
        return visitor.who() != null;
    }

    /** The signed-in person's e-mail; null where there is none. */
    public @Nullable String email() {
        Sessions.SignedIn who = visitor.who();
        return who == null || who.email() == null ? null : Shown.of(who.email());
    }

    /** The token every form sends along; another each time. */
    public String csrf() {
        return Tokens.formToken(visitor.token());
    }

    /** Where a file of the pages is, by a name that changes with its content. */
    public String asset(String name) {
        return assets.path(name);
    }

    Texts texts() {
        return visitor.texts();
    }
}
