package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the token out of {@code Authorization} (RFC 6750, section 2.1): the header and nothing else carries one. */
final class BearerToken {

    /** Ours have about 300 characters, other providers' up to a few thousand. */
    private static final int LONGEST = 8_192;

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** @throws Problem 401 {@code token_missing} or {@code token_invalid} */
    static String of(@Nullable List<String> authorizationHeaders) {
        if (authorizationHeaders == null || authorizationHeaders.isEmpty()) {
            throw Problem.of(Problem.Code.TOKEN_MISSING);
        }
        if (authorizationHeaders.size() > 1) {
            throw Problem.of(Problem.Code.TOKEN_INVALID);
        }
        return afterScheme(authorizationHeaders.getFirst());
    }

    private static String afterScheme(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.of(Problem.Code.TOKEN_MISSING);
        }
        String token = header.substring(SCHEME.length());
        if (token.isEmpty() || token.length() > LONGEST) {
            throw Problem.of(Problem.Code.TOKEN_INVALID);
        }
        return token;
    }
}
