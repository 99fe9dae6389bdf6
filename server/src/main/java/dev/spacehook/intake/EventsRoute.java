package dev.spacehook.intake;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.spacehook.api.Language;
import dev.spacehook.api.Problem;
import dev.spacehook.api.VertxProblems;
import dev.spacehook.identity.Caller;
import dev.spacehook.identity.RateLimits;
import dev.spacehook.identity.TokenVerifier;
import dev.spacehook.storage.StorageException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/platform/events}, on the event loop and past JAX-RS: the one operation that is called thousands of
 * times a second. Its description for the API document is in {@link EventsDocument}.
 */
@Singleton
final class EventsRoute {
    static final String PATH = "/v1/platform/events";

    private static final Logger LOG = Logger.getLogger(EventsRoute.class);
    private static final int LIMIT = 1024 * 1024;

    /** As the journal's: while the database is away callers hear so within 2 s. */
    private static final long PATIENCE_MILLIS = 1_800;

    /** Before the routes of JAX-RS, behind the filters. */
    private static final int ORDER = 0;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("content-type");

    private final TokenVerifier tokens;
    private final RateLimits limits;
    private final Intake intake;

    EventsRoute(TokenVerifier tokens, RateLimits limits, Intake intake) {
        this.tokens = tokens;
        this.limits = limits;
        this.intake = intake;
    }

    void register(@Observes Router router) {
        router.route(PATH).order(ORDER).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        if (!HttpMethod.POST.equals(context.request().method())) {
            context.response().putHeader(HttpHeaders.ALLOW, "POST");
            VertxProblems.end(context, Problem.of(Problem.Code.METHOD_NOT_ALLOWED));
            return;
        }
        guarded(context, () -> authenticate(context));
    }

    private void authenticate(RoutingContext context) {
        List<String> authorization = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        Caller caller = platformOrNull(context, authorization);
        if (caller instanceof Caller.Platform platform) {
            readBody(context, platform);
        } else {
            limits.countAddress(context.request());
            offLoop(context, () -> tokens.verify(authorization), someone -> {
                if (!(someone instanceof Caller.Platform platform)) {
                    throw Problem.of(Problem.Code.NOT_PLATFORM_CLIENT);
                }
                readBody(context, platform);
            });
        }
    }

    /** Whoever is not the platform's client is counted under his address, wrong tokens too. */
    private @Nullable Caller platformOrNull(RoutingContext context, List<String> authorization) {
        try {
            return tokens.verifyWithoutBlocking(authorization);
        } catch (Problem problem) {
            limits.countAddress(context.request());
            throw problem;
        }
    }

    private void readBody(RoutingContext context, Caller.Platform caller) {
        HttpServerRequest request = context.request();
        if (declaredLength(request) > LIMIT) {
            throw Problem.of(Problem.Code.TOO_LARGE, "events");
        }
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (context.response().ended()) {
                return;
            }
            body.appendBuffer(chunk);
            if (body.length() > LIMIT) {
                VertxProblems.end(context, Problem.of(Problem.Code.TOO_LARGE, "events"));
            }
        });
        request.endHandler(_ -> {
            if (!context.response().ended()) {
                guarded(context, () -> take(context, caller, body.getBytes()));
            }
        });
        request.resume();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private void take(RoutingContext context, Caller.Platform caller, byte[] body) {
        EventBatch batch = EventBatch.parse(body, caller.clientId());
        if (intake.needsDatabase(batch)) {
            offLoop(context, () -> intake.resolve(batch), _ -> accept(context, batch));
        } else {
            accept(context, batch);
        }
    }

    private void accept(RoutingContext context, EventBatch batch) {
        intake.accept(batch, loopOf(context), () -> guarded(context, () -> answer(context, batch)));
    }

    private static void answer(RoutingContext context, EventBatch batch) {
        Language language = Language.of(context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        byte[] answer = batch.answer(language);
        if (!context.response().closed()) {
            context.response().setStatusCode(202).putHeader(CONTENT_TYPE, JSON).end(Buffer.buffer(answer));
        }
    }

    /** Does something that blocks on a virtual thread, and goes on where it was, or answers 503 when it takes too long. */
    private <T> void offLoop(RoutingContext context, Supplier<T> work, java.util.function.Consumer<T> then) {
        EventExecutor loop = loopOf(context);
        context.request().pause();
        ScheduledFuture<?> patience =
                loop.schedule(() -> guarded(context, EventsRoute::away), PATIENCE_MILLIS, MILLISECONDS);
        Thread.startVirtualThread(() -> {
            Supplier<T> result = outcomeOf(work);
            loop.execute(() -> {
                if (patience.cancel(false)) {
                    guarded(context, () -> then.accept(result.get()));
                }
            });
        });
    }

    private static void away() {
        throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(1);
    }

    /** Runs it now; what it returned or threw comes out later, on the loop. */
    private static <T> Supplier<T> outcomeOf(Supplier<T> work) {
        try {
            T value = work.get();
            return () -> value;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    private static EventExecutor loopOf(RoutingContext context) {
        return ((ContextInternal) context.vertx().getOrCreateContext()).nettyEventLoop();
    }

    private static void guarded(RoutingContext context, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            Problem problem = problem(e);
            if (problem == null) {
                LOG.error("An events request met something unforeseen", e);
                context.fail(e);
            } else if (!context.response().ended()) {
                VertxProblems.end(context, problem);
            }
        }
    }

    private static @Nullable Problem problem(RuntimeException e) {
        if (e instanceof Problem problem) {
            return problem;
        }
        boolean away = e instanceof StorageException storage && storage.isUnavailable();
        return away ? Problem.of(Problem.Code.UNAVAILABLE).retryAfter(1) : null;
    }
}
