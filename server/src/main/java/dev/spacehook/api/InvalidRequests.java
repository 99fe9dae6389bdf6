package dev.spacehook.api;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Answers what the decoder has refused, of which no route hears. Vert.x would answer the same status without a word. */
final class InvalidRequests {

    private InvalidRequests() {}

    static void answer(HttpServerRequest request, Vertx vertx) {
        Problem.Code code = code(request.decoderResult().cause());
        FrontDoor.secure(request.response().headers(), "", true);
        request.response().putHeader("Connection", "close");
        VertxProblems.write(request, request.response(), Problem.of(code));
        if (code == Problem.Code.BAD_REQUEST) {
            request.connection().close();
        } else {
            // the decoder throws the rest of it away meanwhile
            vertx.setTimer(
                    VertxProblems.LINGER_MILLIS, timer -> request.connection().close());
        }
    }

    private static Problem.Code code(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.Code.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? Problem.Code.HEADERS_TOO_LARGE : Problem.Code.BAD_REQUEST;
    }
}
