package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RequestBody;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a token request (RFC 6749, section 4), as JSON or as a form: what begins with a brace is JSON,
 * whatever its {@code Content-Type}. Unknown parameters are ignored.
 */
final class TokenRequest {

    private static final List<String> PARAMETERS =
            List.of("grant_type", "client_id", "client_secret", "username", "password", "refresh_token");
    private static final int LONGEST_VALUE = 8_192;
    private static final String BASIC = "Basic ";

    /** What a client shows to be known. */
    record Credentials(String id, String secret) {
        @Override
        public String toString() {
            return "Credentials[" + id + "]";
        }
    }

    private final Map<String, String> parameters;
    private final @Nullable Credentials basic;

    private TokenRequest(Map<String, String> parameters, @Nullable Credentials basic) {
        this.parameters = parameters;
        this.basic = basic;
    }

    /** @throws OAuthError {@code invalid_request} or {@code invalid_client} */
    static TokenRequest parse(RequestBody body, List<String> authorizationHeaders) {
        return new TokenRequest(isJson(body.bytes()) ? json(body) : form(body.bytes()), basic(authorizationHeaders));
    }

    private static boolean isJson(byte[] body) {
        for (byte b : body) {
            if (b > ' ') {
                return b == '{';
            }
        }
        return false;
    }

    private static Map<String, String> json(RequestBody body) {
        JsonMembers members;
        try {
            members = body.json();
        } catch (Problem notStrict) {
            throw OAuthError.invalidRequest("The body is not valid JSON.");
        }
        Map<String, String> parameters = new HashMap<>();
        for (String name : PARAMETERS) {
            Object value = members.value(name);
            if (value instanceof String text && text.length() <= LONGEST_VALUE) {
                parameters.put(name, text);
            } else if (value != null) {
                throw OAuthError.invalidRequest(name + " must be a string.");
            }
        }
        return parameters;
    }

    private static Map<String, String> form(byte[] body) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : utf8(body).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            if (PARAMETERS.contains(name) && parts.length == 2) {
                String before = parameters.put(name, decode(parts[1]));
                if (before != null) {
                    throw OAuthError.invalidRequest(name + " is there twice.");
                }
            }
        }
        return parameters;
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw OAuthError.invalidRequest("The body is not valid UTF-8.");
        }
    }

    private static String decode(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest("The form does not decode.");
        }
        if (decoded.length() > LONGEST_VALUE || decoded.indexOf('\0') >= 0) {
            throw OAuthError.invalidRequest("A parameter is not usable.");
        }
        return decoded;
    }

    /** A {@code Bearer} left over from before is ignored: who asks for a token often sends a stale one along. */
    private static @Nullable Credentials basic(List<String> headers) {
        List<String> basics = headers.stream()
                .filter(header -> header.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                .toList();
        if (basics.size() > 1) {
            throw OAuthError.invalidRequest("Authorization is there twice.");
        }
        return basics.isEmpty()
                ? null
                : basic(basics.getFirst().substring(BASIC.length()).strip());
    }

    private static Credentials basic(String encoded) {
        String pair;
        try {
            pair = utf8(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidClient(true);
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw OAuthError.invalidClient(true);
        }
        return new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }

    /** @throws OAuthError {@code invalid_request} where the parameter is missing */
    String required(String name) {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw OAuthError.invalidRequest(name + " is missing.");
        }
        return value;
    }

    boolean usesBasic() {
        return basic != null;
    }

    /**
     * The client's id and secret, from the header or the body; null where neither has any.
     *
     * @throws OAuthError {@code invalid_request} where they contradict each other or half of them is missing
     */
    @Nullable
    Credentials credentials() {
        String id = parameter("client_id");
        String secret = parameter("client_secret");
        if (basic != null) {
            if ((secret != null && !secret.equals(basic.secret())) || (id != null && !id.equals(basic.id()))) {
                throw OAuthError.invalidRequest("The client authenticates in two ways; use one.");
            }
            return basic;
        }
        if (id == null && secret == null) {
            return null;
        }
        if (id == null || secret == null) {
            throw OAuthError.invalidRequest("client_id and client_secret belong together.");
        }
        return new Credentials(id, secret);
    }

    /** Names only. */
    @Override
    public String toString() {
        return Arrays.toString(parameters.keySet().toArray());
    }
}
