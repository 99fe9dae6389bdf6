package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without scripts: keeps cookies, follows no redirect, fills forms in by hand. */
final class Visit {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final URI base;
    private final String language;

    Visit(URI base, String language) {
        this.base = base;
        this.language = language;
    }

    /** What came back. */
    record Page(int status, String html, HttpResponse<String> answer) {
        String header(String name) {
            return answer.headers().firstValue(name).orElse("");
        }

        Page is(int expected) {
            assertThat(status).as(html).isEqualTo(expected);
            return this;
        }

        Page leadsTo(String path) {
            assertThat(header("Location")).as(html).isEqualTo(path);
            return this;
        }

        String csrf() {
            Matcher matcher = CSRF.matcher(html);
            assertThat(matcher.find()).as(html).isTrue();
            return matcher.group(1);
        }

        /** The text that a reader sees, roughly: without markup, escapes resolved. */
        String text() {
            return html.replaceAll("<[^>]*>", " ")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&")
                    .replaceAll("\\s+", " ");
        }
    }

    Page get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    /** Sends a form with a right token. */
    Page post(String path, String... namesAndValues) {
        List<String> fields = new ArrayList<>(List.of("csrf", get("/account").status() == 200 ? csrf() : loginCsrf()));
        fields.addAll(List.of(namesAndValues));
        return send(form(path, fields.toArray(String[]::new)));
    }

    String csrf() {
        return get("/account").csrf();
    }

    String loginCsrf() {
        return get("/login").csrf();
    }

    HttpRequest.Builder form(String path, String... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    Page send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    http.send(request.header("Accept-Language", language).build(), BodyHandlers.ofString());
            return new Page(answer.statusCode(), answer.body(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Visit signIn(Platform.Owner owner) {
        post("/login", "email", owner.email(), "password", Platform.PASSWORD)
                .is(303)
                .leadsTo("/");
        return this;
    }

    HttpCookie sessionCookie() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("spacehook"))
                .findFirst()
                .orElseThrow();
    }
}
