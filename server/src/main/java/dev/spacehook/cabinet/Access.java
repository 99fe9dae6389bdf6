package dev.spacehook.cabinet;

import dev.spacehook.identity.ApiClients;
import dev.spacehook.identity.PersonalTokens;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What a person's programs sign in with, as pages show it. Blocks. Thread-safe. */
@Singleton
final class Access {

    private final ApiClients clients;
    private final PersonalTokens tokens;

    @Inject
    Access(ApiClients clients, PersonalTokens tokens) {
        this.clients = clients;
        this.tokens = tokens;
    }

    AccessView view(Visitor visitor, String back, @Nullable String error) {
        String person = visitor.personId();
        return new AccessView(
                clients.idOf(person).orElse(null),
                tokens.list(person).stream()
                        .map(token -> token(visitor.texts(), token))
                        .toList(),
                back,
                error);
    }

    private static AccessView.Token token(Texts texts, PersonalTokens.Listed token) {
        String used =
                token.lastUsedAt() == null ? texts.of("token_unused") : texts.of("token_used", token.lastUsedAt());
        String name = token.name() == null || token.name().isBlank() ? texts.of("token_nameless") : token.name();
        return new AccessView.Token(token.id(), Shown.of(name), texts.of("token_created_at", token.createdAt()), used);
    }
}
