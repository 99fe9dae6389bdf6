package dev.spacehook.identity;

import dev.spacehook.config.Settings;
import dev.spacehook.storage.Keys;
import dev.spacehook.storage.TestDatabase;
import java.util.function.LongSupplier;

/** The package's beans on a test's database, without a container. */
final class Identity {

    private final People people;
    private final ApiClients clients;
    private final PersonalTokens tokens;
    private final TokenVerifier verifier;
    private final Audit audit;
    private final TokenGrants grants;

    Identity(TestDatabase postgres, Settings settings) {
        this(postgres, settings, System::nanoTime);
    }

    /** @param nanoTime by which the provider's keys grow old */
    Identity(TestDatabase postgres, Settings settings, LongSupplier nanoTime) {
        PersonStore personStore = new PersonStore(postgres.database());
        ClientStore clientStore = new ClientStore(postgres.database());
        Standing standing = new Standing(personStore, clientStore);
        OwnTokens own = new OwnTokens(new Keys(settings));
        audit = new Audit(postgres.database());
        people = new People(postgres.database(), personStore, new Passwords(), new PasswordThrottle(), standing, audit);
        clients = new ApiClients(postgres.database(), clientStore, audit, settings);
        tokens = new PersonalTokens(postgres.database(), new PersonalTokenStore(postgres.database()), audit);
        verifier = new TokenVerifier(own, new ProviderTokens(settings, nanoTime), tokens, standing, settings);
        grants = new TokenGrants(own, clients, people);
    }

    People people() {
        return people;
    }

    ApiClients clients() {
        return clients;
    }

    PersonalTokens tokens() {
        return tokens;
    }

    TokenVerifier verifier() {
        return verifier;
    }

    Audit audit() {
        return audit;
    }

    TokenGrants grants() {
        return grants;
    }
}
