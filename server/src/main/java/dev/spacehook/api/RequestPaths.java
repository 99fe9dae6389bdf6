package dev.spacehook.api;

import org.jspecify.annotations.Nullable;

/** A path is taken as it is written or not at all: what would need decoding or normalising is not found. */
final class RequestPaths {

    private static final int LONGEST = 2_000;

    private RequestPaths() {}

    /**
     * @param api whether the path is the API's: its ids are letters, digits, hyphen and underscore, so nothing else
     *     can be one
     * @throws Problem 400 if the path does not decode, 404 if it could mean another one
     */
    static void check(@Nullable String path, boolean api) {
        if (path == null || path.length() > LONGEST || path.isEmpty() || path.charAt(0) != '/') {
            throw Problem.of(Problem.Code.NOT_FOUND);
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isPlain(c)) {
                refuse(path, i, api);
            }
        }
    }

    private static void refuse(String path, int at, boolean api) {
        char c = path.charAt(at);
        if (c == '%' && !decodes(path, at)) {
            throw Problem.of(Problem.Code.BAD_JSON, "path");
        }
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

    private static boolean decodes(String path, int percent) {
        return percent + 2 < path.length()
                && Character.digit(path.charAt(percent + 1), 16) >= 0
                && Character.digit(path.charAt(percent + 2), 16) >= 0;
    }

    /** Whether a segment that begins here is {@code .} or {@code ..}. */
    private static boolean isDots(String path, int at) {
        int end = path.indexOf('/', at);
        String segment = path.substring(at, end < 0 ? path.length() : end);
        return segment.equals(".") || segment.equals("..");
    }
}
