package dev.spacehook.api;

import dev.spacehook.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;

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

    /** Of this host alone: its neighbours are not ours to speak for. */
    private static final CharSequence HTTPS_FOR_A_YEAR = HttpHeaders.createOptimized("max-age=31536000");

    private static final CharSequence STRICT_TRANSPORT_SECURITY =
            HttpHeaders.createOptimized("strict-transport-security");

    private final RefusalPages pages;
    private final ClientAddresses addresses;
    private final AllowedMethods allowed;
    private final boolean publicHttps;

    FrontDoor(Settings settings, RefusalPages pages, ClientAddresses addresses, AllowedMethods allowed) {
        this.pages = pages;
        this.addresses = addresses;
        this.allowed = allowed;
        URI publicUrl = settings.http().publicUrl();
        publicHttps = publicUrl != null && "https".equalsIgnoreCase(publicUrl.getScheme());
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
        if (publicHttps || addresses.isSecure(request)) {
            context.response().putHeader(STRICT_TRANSPORT_SECURITY, HTTPS_FOR_A_YEAR);
        }
        try {
            RequestPaths.check(path, api);
            RequestPaths.checkQuery(request.query());
            if (!api) {
                refuseLongForm(request);
            } else if (HttpMethod.OPTIONS.equals(request.method())) {
                refuseOptions(context, path);
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

    static void secure(MultiMap headers, String path, boolean api) {
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

    /** The framework would answer by itself, with methods of neighbouring paths among those it allows. */
    private void refuseOptions(RoutingContext context, String path) {
        String methods = allowed.of(path);
        if (!methods.isEmpty()) {
            context.response().putHeader(HttpHeaders.ALLOW, methods);
            throw Problem.of(Problem.Code.METHOD_NOT_ALLOWED);
        }
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
