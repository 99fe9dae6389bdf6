package dev.spacehook.identity;

/** A refusal in the words of RFC 6749, section 5.2. */
final class OAuthError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;
    private final String description;
    private final int status;
    private final boolean challenge;

    private OAuthError(String error, String description, int status, boolean challenge) {
        super(error, null, false, false);
        this.error = error;
        this.description = description;
        this.status = status;
        this.challenge = challenge;
    }

    static OAuthError invalidRequest(String description) {
        return new OAuthError("invalid_request", description, 400, false);
    }

    /** @param challenge whether the client tried by HTTP Basic, and so is told to */
    static OAuthError invalidClient(boolean challenge) {
        return new OAuthError("invalid_client", "The client is unknown or its secret is wrong.", 401, challenge);
    }

    static OAuthError invalidGrant(String description) {
        return new OAuthError("invalid_grant", description, 400, false);
    }

    static OAuthError unsupportedGrantType() {
        String known = "grant_type must be client_credentials, password or refresh_token.";
        return new OAuthError("unsupported_grant_type", known, 400, false);
    }

    String error() {
        return error;
    }

    String description() {
        return description;
    }

    int status() {
        return status;
    }

    boolean challenge() {
        return challenge;
    }
}
