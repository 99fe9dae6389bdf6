package dev.spacehook.cabinet;

import org.jspecify.annotations.Nullable;

/** Where a form may lead on to: pages of ours only. */
final class Links {

    private static final String LOCAL = "/(?!/)[A-Za-z0-9_/.~%?&=:,+-]{0,2000}(#[a-z-]{0,40})?";

    private Links() {}

    /** The given path if it is one of ours, else the list of groups. */
    static String local(@Nullable String path) {
        return path != null && path.matches(LOCAL) ? path : "/";
    }

    /** The path with one more parameter; a fragment stays at its end. */
    static String with(String path, String parameter) {
        int fragment = path.indexOf('#');
        String base = fragment < 0 ? path : path.substring(0, fragment);
        String rest = fragment < 0 ? "" : path.substring(fragment);
        return base + (base.indexOf('?') < 0 ? "?" : "&") + parameter + rest;
    }
}
