package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.api.StrictJson;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed token (RFC 7515, compact form) taken apart, its signature not yet checked. Stricter than the library that
 * checks it: base64url has one spelling, JSON has no name twice, and nothing in the header may bring a key along or
 * change what the bytes mean.
 *
 * @param compact the three parts as they came
 */
record Jws(String compact, String algorithm, @Nullable String keyId, JsonMembers claims) {

    private static final Set<String> REFUSED_IN_HEADER =
            Set.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty");

    /** @throws Problem 401 {@code token_invalid} */
    static Jws parse(String compact) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            throw invalid();
        }
        JsonMembers header = members(decode(parts[0]));
        JsonMembers claims = members(decode(parts[1]));
        decode(parts[2]);
        REFUSED_IN_HEADER.stream().filter(header::has).findAny().ifPresent(name -> {
            throw invalid();
        });
        String algorithm = text(header, "alg");
        String type = text(header, "typ");
        if (algorithm == null || (type != null && !type.matches("(?i)(JWT|at\\+jwt)"))) {
            throw invalid();
        }
        return new Jws(compact, algorithm, text(header, "kid"), claims);
    }

    static Problem invalid() {
        return Problem.of(Problem.Code.TOKEN_INVALID);
    }

    /** A string among {@code members}, or null where there is none; anything else under the name is refused. */
    static @Nullable String text(JsonMembers members, String name) {
        Object value = members.value(name);
        if (value instanceof String text) {
            return text;
        }
        if (members.has(name)) {
            throw invalid();
        }
        return null;
    }

    private static byte[] decode(String part) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        // the decoder accepts padding and forgives unused bits; a second spelling is a second token
        if (bytes.length == 0
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(part)) {
            throw invalid();
        }
        return bytes;
    }

    private static JsonMembers members(byte[] json) {
        try {
            return StrictJson.object(json);
        } catch (Problem notStrict) {
            throw invalid();
        }
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "Jws[" + algorithm + "]";
    }
}
