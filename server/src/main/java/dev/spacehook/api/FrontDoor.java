package dev.spacehook.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What every request passes first, on the event loop: security headers on its answer, a path that means one thing only,
 * no negotiation. Behind it, nothing else has to think of these.
 */
@Singleton
final class FrontDoor {

    /** Before anything else that Quarkus or this service registers. */
    private static final int FIRST = 10_000;

    private static final String API = "/v1/";

    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("referrer-policy");
    private static final CharSequence CONTENT_SECURITY_POLICY = HttpHeaders.createOptimized("content-security-policy");

    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence OWN_PAGES = HttpHeaders.createOptimized("default-src 'none'; script-src 'self';"
            + " style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'");
    /** Swagger UI writes styles and a start script into its page. */
    private static final CharSequence API_DOCUMENT = HttpHeaders.createOptimized("default-src 'none';"
            + " script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");

    private final RefusalPages pages;

    FrontDoor(RefusalPages pages) {
        this.pages = pages;
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    /** What no other route has answered. */
    void last(@Observes Router router) {
        router.route()
                .order(Integer.MAX_VALUE - 1)
                .handler(context -> refuse(context, Problem.of(Problem.Code.NOT_FOUND)));
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        boolean api = path != null && path.startsWith(API);
        secure(context.response().headers(), path == null ? "" : path, api);
        try {
            RequestPaths.check(path, api);
            RequestPaths.checkQuery(request.query());
            if (!api) {
                refuseLongForm(request);
            }
        } catch (Problem problem) {
            if (api) {
                VertxProblems.end(context, problem);
            } else {
                refuse(context, problem);
            }
            return;
        }
        if (api) {
            ignoreNegotiation(request.headers());
        }
        context.next();
    }

    private void refuse(RoutingContext context, Problem problem) {
        if (RefusalPages.areFor(context.request())) {
            VertxProblems.end(context, problem, pages.page(context.request(), problem));
        } else {
            VertxProblems.end(context, problem);
        }
    }

    private static void secure(MultiMap headers, String path, boolean api) {
        headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        headers.set(REFERRER_POLICY, NO_REFERRER);
        headers.set(CONTENT_SECURITY_POLICY, policy(path, api));
        if (api) {
            headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }

    private static CharSequence policy(String path, boolean api) {
        if (api) {
            return NOTHING;
        }
        return path.startsWith("/doc/") || path.equals("/doc") ? API_DOCUMENT : OWN_PAGES;
    }

    /** A body is JSON whatever its Content-Type says, and JSON is what is answered whatever Accept says. */
    private static void ignoreNegotiation(MultiMap headers) {
        headers.remove(HttpHeaders.ACCEPT);
        headers.remove(HttpHeaders.CONTENT_TYPE);
    }

    /** No form of the pages is long, and no browser sends one without its length. */
    private static void refuseLongForm(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean tooLong = length != null && Long.parseLong(length) > RequestBody.LIMIT;
        if (tooLong || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            throw Problem.of(Problem.Code.TOO_LARGE);
        }
    }
}
