package dev.spacehook.api;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** A path is taken as it is written or not at all: what would need decoding or normalising is not found. */
final class RequestPaths {

    private static final int LONGEST = 2_000;

    /** Stands for every request target that is no URI (RFC 3986). */
    private static final String UNDECODABLE = "/%25undecodable";

    private RequestPaths() {}

    /** The target itself, or {@link #UNDECODABLE}; only what has unusual characters is parsed. */
    static String decodable(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (!isPlain(target.charAt(i))) {
                return parsed(target);
            }
        }
        return target;
    }

    private static String parsed(String target) {
        try {
            return new URI(target).toString();
        } catch (URISyntaxException e) {
            return UNDECODABLE;
        }
    }

    /**
     * @param api whether the path is the API's: its ids are letters, digits, hyphen and underscore, so nothing else
     *     can be one
     * @throws Problem 400 if the path did not decode, 404 if it could mean another one
     */
    static void check(@Nullable String path, boolean api) {
        if (path == null || path.length() > LONGEST || path.isEmpty() || path.charAt(0) != '/') {
            throw Problem.of(Problem.Code.NOT_FOUND);
        }
        if (path.equals(UNDECODABLE)) {
            throw Problem.of(Problem.Code.BAD_REQUEST, "target");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isPlain(c)) {
                refuse(path, i, api);
            }
            if (c == '/' && i > 0 && path.charAt(i - 1) == '/') {
                throw Problem.of(Problem.Code.NOT_FOUND);
            }
        }
    }

    /**
     * A query must decode to something a database can store.
     *
     * @throws Problem 400 if it does not
     */
    static void checkQuery(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (int at = query.indexOf('%'); at >= 0; at = query.indexOf('%', at + 1)) {
            if (query.startsWith("00", at + 1)) {
                throw Problem.of(Problem.Code.BAD_REQUEST, "query");
            }
        }
    }

    private static void refuse(String path, int at, boolean api) {
        char c = path.charAt(at);
        boolean dotSegment = c == '.' && path.charAt(at - 1) == '/' && isDots(path, at);
        if (api || dotSegment || c == '%' || c == ';' || c == '\\' || c <= ' ' || c > '~') {
            throw Problem.of(Problem.Code.NOT_FOUND);
        }
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '/'
                || c == '-'
                || c == '_';
    }

    /** Whether a segment that begins here is {@code .} or {@code ..}. */
    private static boolean isDots(String path, int at) {
        int end = path.indexOf('/', at);
        String segment = path.substring(at, end < 0 ? path.length() : end);
        return segment.equals(".") || segment.equals("..");
    }
}
