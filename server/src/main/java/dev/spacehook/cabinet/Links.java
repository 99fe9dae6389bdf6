package dev.spacehook.cabinet;

import org.jspecify.annotations.Nullable;

/** Where a form may lead on to: pages of ours only. */
final class Links {

    private static final String LOCAL = "/(?!/)[A-Za-z0-9_/.~%?&=:,+-]{0,2000}(#[a-z-]{0,40})?";

    private static final String FORM_OF_A_PAGE = "^(/account|/spaces/[^/]+(?:/notifications)?|).*";

    private Links() {}

    /** The given path if it is one of ours, else the list of groups. */
    static String local(@Nullable String path) {
        return path != null && path.matches(LOCAL) ? path : "/";
    }

    /** The page that a form belongs to, where its own path is not one. */
    static String pageOf(String form) {
        if (form.startsWith("/access")) {
            return "/account";
        }
        return form.matches("/login|/spaces/[^/]+/signature") ? form : form.replaceFirst(FORM_OF_A_PAGE, "$1");
    }

    /** The path with one more parameter; a fragment stays at its end. */
    static String with(String path, String parameter) {
        int fragment = path.indexOf('#');
        String base = fragment < 0 ? path : path.substring(0, fragment);
        String rest = fragment < 0 ? "" : path.substring(fragment);
        return base + (base.indexOf('?') < 0 ? "?" : "&") + parameter + rest;
    }
}
