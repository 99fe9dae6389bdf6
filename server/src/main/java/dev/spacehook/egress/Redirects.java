package dev.spacehook.egress;

import org.jspecify.annotations.Nullable;

/** Where redirects point to, for the attempt's log. */
final class Redirects {

    private static final int LONGEST = 200;

    private Redirects() {}

    /** Without query and fragment, which may hold secrets; null where it is missing, too long or not plain ASCII. */
    static @Nullable String shown(@Nullable String location) {
        if (location == null) {
            return null;
        }
        String path = location.replaceFirst("[?#].*", "");
        boolean plain = path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',');
        return path.isEmpty() || path.length() > LONGEST || !plain ? null : path;
    }
}
