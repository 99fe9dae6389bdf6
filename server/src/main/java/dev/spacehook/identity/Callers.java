package dev.spacehook.identity;

import dev.spacehook.api.ClientAddresses;
import dev.spacehook.api.Problem;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;

/** Who makes the current request; within methods of {@link OwnerApi} and {@link PlatformApi}. Thread-safe. */
@Singleton
public final class Callers {

    private static final String KEY = Caller.class.getName();

    private final CurrentVertxRequest request;
    private final TokenVerifier verifier;
    private final RateLimits limits;
    private final ClientAddresses addresses;

    Callers(CurrentVertxRequest request, TokenVerifier verifier, RateLimits limits, ClientAddresses addresses) {
        this.request = request;
        this.verifier = verifier;
        this.limits = limits;
        this.addresses = addresses;
    }

    /** Whom the current request's token names. */
    public Caller current() {
        Caller caller = context().get(KEY);
        if (caller == null) {
            throw new IllegalStateException("this method is neither OwnerApi nor PlatformApi");
        }
        return caller;
    }

    /**
     * The person the current request acts as.
     *
     * @throws Problem 403 {@code not_owner} for the platform's client, who owns nothing
     */
    public Caller.Person person() {
        if (current() instanceof Caller.Person person) {
            return person;
        }
        throw Problem.of(Problem.Code.NOT_OWNER);
    }

    /** The current caller as the audit trail names him. */
    public Actor actor() {
        return Actor.of(current(), address());
    }

    /** The network address the current request comes from. */
    public String address() {
        return addresses.of(context().request());
    }

    /** Verifies the current request's token; may block. */
    Caller authenticate() {
        HttpServerRequest http = context().request();
        List<String> headers = http.headers().getAll(HttpHeaders.AUTHORIZATION);
        Caller caller = verifier.verify(headers);
        limits.countToken(caller, headers.getFirst());
        context().put(KEY, caller);
        return caller;
    }

    private RoutingContext context() {
        return request.getCurrent();
    }
}
