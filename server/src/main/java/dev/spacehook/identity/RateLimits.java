package dev.spacehook.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.spacehook.api.ClientAddresses;
import dev.spacehook.api.Problem;
import dev.spacehook.api.VertxProblems;
import dev.spacehook.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * How many requests one address and one token may make: a rate over time, with ten seconds' worth at once. The
 * platform's client is exempt. Kept in memory, for each node. Thread-safe; does not block.
 */
@Singleton
public final class RateLimits {

    /** After the front door, before everything that costs. */
    private static final int PRIORITY = 9_000;

    private static final int BURST_SECONDS = 10;
    private static final int REMEMBERED = 100_000;

    /** Thousands of requests a second come here from the platform's client, which is exempt. */
    private static final String COUNTS_ITSELF = "/v1/platform/events";

    private final int perAddress;
    private final int perToken;
    private final ClientAddresses addresses;
    private final TokenVerifier verifier;
    private final Cache<String, Bucket> byAddress = buckets();
    private final Cache<String, Bucket> byToken = buckets();

    RateLimits(Settings settings, ClientAddresses addresses, TokenVerifier verifier) {
        this.perAddress = settings.rates().perAddress();
        this.perToken = settings.rates().perToken();
        this.addresses = addresses;
        this.verifier = verifier;
    }

    private static Cache<String, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(Duration.ofSeconds(2 * BURST_SECONDS))
                .build();
    }

    void register(@Observes Filters filters) {
        if (perAddress > 0) {
            filters.register(this::limitAddress, PRIORITY);
        }
    }

    private void limitAddress(RoutingContext context) {
        if (COUNTS_ITSELF.equals(context.request().path())) {
            context.next();
            return;
        }
        long wait = take(byAddress, addresses.network(context.request()), perAddress);
        if (wait > 0 && !isPlatform(context.request().headers().getAll(HttpHeaders.AUTHORIZATION))) {
            VertxProblems.end(context, tooMany(wait));
        } else {
            context.next();
        }
    }

    /**
     * Counts a request under its address, for the route that only asks once the token is not the platform's.
     *
     * @throws Problem 429 {@code too_many_requests}
     */
    public void countAddress(HttpServerRequest request) {
        long wait = perAddress == 0 ? 0 : take(byAddress, addresses.network(request), perAddress);
        if (wait > 0) {
            throw tooMany(wait);
        }
    }

    private boolean isPlatform(List<String> authorizationHeaders) {
        try {
            return verifier.verifyWithoutBlocking(authorizationHeaders) instanceof Caller.Platform;
        } catch (Problem notAuthenticated) {
            return false;
        }
    }

    /**
     * Counts a request under its token.
     *
     * @throws Problem 429 {@code too_many_requests}
     */
    void countToken(Caller caller, String authorizationHeader) {
        if (perToken == 0 || caller instanceof Caller.Platform) {
            return;
        }
        long wait = take(byToken, Hashes.key(authorizationHeader), perToken);
        if (wait > 0) {
            throw tooMany(wait);
        }
    }

    private static long take(Cache<String, Bucket> buckets, String key, int perSecond) {
        long now = System.nanoTime();
        Duration interval = Duration.ofSeconds(1).dividedBy(perSecond);
        return buckets.get(key, k -> new Bucket(interval, perSecond * BURST_SECONDS, now))
                .take(now);
    }

    private static Problem tooMany(long waitNanos) {
        return Problem.of(Problem.Code.TOO_MANY_REQUESTS).retryAfter((int) Math.ceilDiv(waitNanos, 1_000_000_000L));
    }
}
