package dev.spacehook.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/** Answers with a problem document where there is no JAX-RS: on the event loop. */
public final class VertxProblems {

    /** How long a connection stays open behind an answer that came before the end of the request. */
    static final long LINGER_MILLIS = 1_000;

    private static final long LINGER_BYTES = 4L * 1024 * 1024;

    private VertxProblems() {}

    /** Ends the request with {@code problem}; {@code too_large} also closes the connection, so that reading stops. */
    public static void end(RoutingContext context, Problem problem) {
        write(context.request(), context.response(), problem);
        finish(context, problem);
    }

    /** As {@link #end(RoutingContext, Problem)}, for someone at a browser. */
    static void end(RoutingContext context, Problem problem, RefusalPages.Page page) {
        write(context.response(), problem, page.language(), Problems.HTML, page.html());
        finish(context, problem);
    }

    /** The answer alone; what becomes of the request and its connection is the caller's affair. */
    static void write(HttpServerRequest request, HttpServerResponse response, Problem problem) {
        Language language = Language.of(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        write(response, problem, language, Problems.MEDIA_TYPE, Problems.body(problem, language));
    }

    private static void write(
            HttpServerResponse response, Problem problem, Language language, String mediaType, byte[] body) {
        response.setStatusCode(problem.code().status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        response.putHeader(HttpHeaders.CONTENT_LANGUAGE, language.tag());
        Problems.headers(problem).forEach(response::putHeader);
        response.end(Buffer.buffer(body));
    }

    private static void finish(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        if (problem.code() == Problem.Code.TOO_LARGE) {
            closeSoon(context);
        } else if (!request.isEnded()) {
            request.resume();
        }
    }

    /**
     * Closes the connection after an answer that came before the end of the request. What still arrives is thrown away
     * for a moment: a connection closed upon unread bytes is reset, and the caller would never see why.
     */
    static void closeSoon(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpConnection connection = request.connection();
        if (request.isEnded()) {
            connection.close();
            return;
        }
        AtomicLong left = new AtomicLong(LINGER_BYTES);
        request.handler(bytes -> {
            if (left.addAndGet(-bytes.length()) < 0) {
                connection.close();
            }
        });
        request.endHandler(end -> connection.close());
        request.resume();
        context.vertx().setTimer(LINGER_MILLIS, timer -> connection.close());
    }
}
