package dev.spacehook.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The service over real HTTP, under one token. */
public record Api(URI base, @Nullable String token) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What came back. */
    public record Answer(int status, String contentType, String body) {

        public Answer is(int expected, String expectedBody) {
            assertThat(body).isEqualTo(expectedBody);
            assertThat(status).isEqualTo(expected);
            return this;
        }

        public Answer isProblem(int expected, String code) {
            assertThat(body).contains("\"code\":\"" + code + "\"");
            assertThat(status).isEqualTo(expected);
            assertThat(contentType).isEqualTo("application/problem+json");
            return this;
        }

        public Answer saying(String text) {
            assertThat(body.replaceFirst(".*\"detail\":", "")).contains(text);
            return this;
        }

        public Answer atField(String field) {
            assertThat(body).contains("\"field\":\"" + field + "\"");
            return this;
        }
    }

    public Api as(@Nullable String other) {
        return new Api(base, other);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer send(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
