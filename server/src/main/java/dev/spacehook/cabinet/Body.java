package dev.spacehook.cabinet;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer, plain and compressed. */
@SuppressWarnings("ArrayRecordComponent")
record Body(byte[] plain, byte[] gzip) {

    static Body of(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 3 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Body(content, compressed.toByteArray());
    }

    /** Puts into {@code answer} what the browser says it can read. */
    Response.ResponseBuilder into(Response.ResponseBuilder answer, @Nullable String acceptEncoding) {
        answer.header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (acceptEncoding == null || !acceptEncoding.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*")) {
            return answer.entity(plain);
        }
        return answer.entity(gzip).header(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
}
