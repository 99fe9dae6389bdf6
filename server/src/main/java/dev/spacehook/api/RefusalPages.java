package dev.spacehook.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Refusals as pages, for people at a browser; programs get the problem document. */
public interface RefusalPages {

    /** A page of its own, in a language. */
    @SuppressWarnings("ArrayRecordComponent")
    record Page(Language language, byte[] html) {}

    /** Never blocks: refusals are answered on the event loop too. */
    Page page(HttpServerRequest request, Problem problem);

    /** Whether someone at a browser asks. The door removes the header from requests to the API. */
    static boolean areFor(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }
}
