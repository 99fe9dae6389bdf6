package dev.spacehook.cabinet;

import dev.spacehook.api.ClientAddresses;
import dev.spacehook.api.Language;
import dev.spacehook.config.Settings;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who is asking, from cookies and headers, and lets no other site's form in. Thread-safe; blocks. */
@Singleton
final class Door {

    static final String LANGUAGE_COOKIE = "spacehook-language";

    /** Written by the pages' script. */
    private static final String ZONE_COOKIE = "spacehook-zone";

    /** One-time links, whose keys are to be in no page. */
    private static final String LINKS = "/login/";

    private static final String TOKEN = "[A-Za-z0-9_-]{43}";

    private final CurrentVertxRequest current;
    private final ClientAddresses addresses;
    private final Sessions sessions;
    private final @Nullable URI publicUrl;

    @Inject
    Door(CurrentVertxRequest current, ClientAddresses addresses, Sessions sessions, Settings settings) {
        this.current = current;
        this.addresses = addresses;
        this.sessions = sessions;
        this.publicUrl = settings.http().publicUrl();
    }

    /** Over https, a cookie of this name is set by this host only, and never over http (RFC 6265bis, section 4.1.3). */
    static String sessionCookie(boolean secure) {
        return secure ? "__Host-spacehook" : "spacehook";
    }

    Visitor visitor() {
        HttpServerRequest request = request();
        boolean secure = addresses.isSecure(request);
        Optional<String> token = cookie(sessionCookie(secure)).filter(value -> value.matches(TOKEN));
        return new Visitor(
                token.flatMap(sessions::find).orElse(null),
                new Texts(language(request), zone()),
                token.orElseGet(Tokens::create),
                token.isPresent(),
                secure,
                addresses.of(request),
                location(request));
    }

    /**
     * Lets a form in only if it was one of ours: sent from our own page, with the token that belongs to the cookie.
     *
     * @throws ForeignFormException if it was not
     */
    void requireOwnForm(Visitor visitor, @Nullable String formToken) {
        boolean genuine = visitor.returning()
                && formToken != null
                && isSameSite(request())
                && Tokens.isFormToken(formToken, visitor.token());
        if (!genuine) {
            throw new ForeignFormException();
        }
    }

    /** What browsers say of themselves; one that says nothing is judged by the token alone. */
    private boolean isSameSite(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        // our pages send no referrer, so older browsers say "null" for our own forms, too
        return origin == null || origin.equals("null") || isOwn(origin, request);
    }

    private boolean isOwn(String origin, HttpServerRequest request) {
        String authority = origin.replaceFirst("^https?://", "");
        return authority.equals(request.getHeader(HttpHeaders.HOST))
                || (publicUrl != null && authority.equals(publicUrl.getRawAuthority()));
    }

    @Nullable
    String header(CharSequence name) {
        return request().getHeader(name);
    }

    /** As the person chose it, else as his browser asks. */
    static Language language(HttpServerRequest request) {
        Cookie chosen = request.getCookie(LANGUAGE_COOKIE);
        return Language.of(chosen == null ? request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) : chosen.getValue());
    }

    private ZoneId zone() {
        return cookie(ZONE_COOKIE).flatMap(Door::zone).orElse(ZoneOffset.UTC);
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return name.matches("[A-Za-z0-9_+/-]{1,50}") ? Optional.of(ZoneId.of(name)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<String> cookie(String name) {
        return Optional.ofNullable(request().getCookie(name)).map(Cookie::getValue);
    }

    private static String location(HttpServerRequest request) {
        if (request.path().startsWith(LINKS)) {
            return "/login";
        }
        if (!HttpMethod.GET.equals(request.method())) {
            return Links.pageOf(request.path());
        }
        return request.query() == null ? request.path() : request.path() + "?" + request.query();
    }

    private HttpServerRequest request() {
        return current.getCurrent().request();
    }

    /** A form that is not ours, or of a page from before the last sign-in. */
    static final class ForeignFormException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ForeignFormException() {
            super("not our form", null, false, false);
        }
    }
}
