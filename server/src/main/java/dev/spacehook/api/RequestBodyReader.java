package dev.spacehook.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Reads a {@link RequestBody}, and stops at its limit: whoever sends more is not listened to. */
@Provider
@Consumes(MediaType.WILDCARD)
public final class RequestBodyReader implements MessageBodyReader<RequestBody> {

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == RequestBody.class;
    }

    @Override
    public RequestBody readFrom(
            Class<RequestBody> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body) {
        refuseDeclaredExcess(headers.getFirst(HttpHeaders.CONTENT_LENGTH));
        byte[] bytes = readUpToLimit(body);
        if (bytes.length > RequestBody.LIMIT) {
            throw Problem.of(Problem.Code.TOO_LARGE);
        }
        return new RequestBody(bytes);
    }

    private static void refuseDeclaredExcess(@Nullable String contentLength) {
        // the HTTP decoder has checked that it is a number
        if (contentLength != null && Long.parseLong(contentLength) > RequestBody.LIMIT) {
            throw Problem.of(Problem.Code.TOO_LARGE);
        }
    }

    private static byte[] readUpToLimit(InputStream body) {
        try {
            return body.readNBytes(RequestBody.LIMIT + 1);
        } catch (IOException e) {
            // the caller went away in the middle: nobody reads this answer
            throw Problem.of(Problem.Code.BAD_JSON);
        }
    }
}
