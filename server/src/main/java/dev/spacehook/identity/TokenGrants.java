package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives tokens for what a token request proves (RFC 6749, sections 4.3, 4.4 and 6). Refresh tokens carry the versions of
 * the password and of the client's secret under which they were given; a change of either ends them.
 */
@Singleton
final class TokenGrants {

    /** The claims of refresh tokens that end them. */
    private static final String PASSWORD_VERSION = "pv";

    private static final String SECRET_VERSION = "sv";

    /** What a token request is answered with. */
    record Tokens(String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens";
        }
    }

    private final OwnTokens tokens;
    private final ApiClients clients;
    private final People people;

    TokenGrants(OwnTokens tokens, ApiClients clients, People people) {
        this.tokens = tokens;
        this.clients = clients;
        this.people = people;
    }

    /**
     * @param address where the request comes from, for the limit on wrong passwords
     * @throws OAuthError as RFC 6749 has it
     */
    Tokens grant(TokenRequest request, String address) {
        AuthenticatedClient client = authenticate(request);
        return switch (request.required("grant_type")) {
            case "client_credentials" -> ofClient(client, request);
            case "password" -> ofPassword(request, client, address);
            case "refresh_token" -> ofRefresh(request.required("refresh_token"), client);
            default -> throw OAuthError.unsupportedGrantType();
        };
    }

    private @Nullable AuthenticatedClient authenticate(TokenRequest request) {
        TokenRequest.Credentials credentials = request.credentials();
        if (credentials == null) {
            return null;
        }
        return clients.authenticate(credentials.id(), credentials.secret())
                .orElseThrow(() -> OAuthError.invalidClient(request.usesBasic()));
    }

    private Tokens ofClient(@Nullable AuthenticatedClient client, TokenRequest request) {
        if (client == null) {
            throw OAuthError.invalidClient(request.usesBasic());
        }
        return issue(new Grant(Grant.Audience.CLIENT, client.id(), client.id()), client.ownerPasswordVersion(), client);
    }

    private Tokens ofPassword(TokenRequest request, @Nullable AuthenticatedClient client, String address) {
        Optional<People.SignedIn> person =
                people.verifyPassword(request.required("username"), request.required("password"), address);
        People.SignedIn signedIn =
                person.orElseThrow(() -> OAuthError.invalidGrant("The e-mail or the password is wrong."));
        String clientId = client == null ? signedIn.personId() : client.id();
        return issue(new Grant(Grant.Audience.USER, signedIn.personId(), clientId), signedIn.passwordVersion(), client);
    }

    private Tokens issue(Grant grant, int passwordVersion, @Nullable AuthenticatedClient client) {
        Map<String, String> versions = client == null
                ? Map.of(PASSWORD_VERSION, String.valueOf(passwordVersion))
                : Map.of(
                        PASSWORD_VERSION, String.valueOf(passwordVersion),
                        SECRET_VERSION, client.secretVersion());
        return new Tokens(tokens.access(grant), tokens.refresh(grant, versions));
    }

    private Tokens ofRefresh(String refreshToken, @Nullable AuthenticatedClient shown) {
        Jws token = parse(refreshToken);
        Grant grant = verified(token);
        if (shown != null && !shown.id().equals(grant.clientId())) {
            throw ended();
        }
        String secretVersion = Jws.text(token.claims(), SECRET_VERSION);
        AuthenticatedClient client = secretVersion == null ? null : client(grant.clientId(), secretVersion);
        int passwordVersion = passwordVersion(grant, client);
        if (!String.valueOf(passwordVersion).equals(Jws.text(token.claims(), PASSWORD_VERSION))) {
            throw ended();
        }
        return issue(grant, passwordVersion, client);
    }

    private static Jws parse(String refreshToken) {
        try {
            return Jws.parse(refreshToken);
        } catch (Problem invalid) {
            throw ended();
        }
    }

    private Grant verified(Jws token) {
        try {
            return tokens.verify(token, OwnTokens.REFRESH).grant();
        } catch (Problem invalid) {
            throw ended();
        }
    }

    private AuthenticatedClient client(String clientId, String secretVersion) {
        return clients.find(clientId)
                .filter(client -> client.secretVersion().equals(secretVersion))
                .orElseThrow(TokenGrants::ended);
    }

    private int passwordVersion(Grant grant, @Nullable AuthenticatedClient client) {
        if (grant.audience() == Grant.Audience.USER) {
            return people.find(grant.subject()).map(Person::passwordVersion).orElseThrow(TokenGrants::ended);
        }
        if (client == null) {
            throw ended();
        }
        return client.ownerPasswordVersion();
    }

    private static OAuthError ended() {
        return OAuthError.invalidGrant("The refresh token is not valid any more.");
    }
}
