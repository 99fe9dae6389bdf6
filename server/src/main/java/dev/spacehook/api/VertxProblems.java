package dev.spacehook.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answers with a problem document where there is no JAX-RS: on the event loop. */
public final class VertxProblems {

    private VertxProblems() {}

    /** Ends the request with {@code problem}; {@code too_large} also closes the connection, so that reading stops. */
    public static void end(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        Language language = Language.of(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        HttpServerResponse response = context.response();
        response.setStatusCode(problem.code().status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE);
        response.putHeader(HttpHeaders.CONTENT_LANGUAGE, language.tag());
        Problems.headers(problem).forEach(response::putHeader);
        response.end(Buffer.buffer(Problems.body(problem, language)));
        if (problem.code() == Problem.Code.TOO_LARGE) {
            request.connection().close();
        } else if (!request.isEnded()) {
            request.resume();
        }
    }
}
