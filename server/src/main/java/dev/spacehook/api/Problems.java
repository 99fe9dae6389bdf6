package dev.spacehook.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/** How a {@link Problem} reads: its text in a language, and its document (RFC 9457). */
public final class Problems {

    /** The document's media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The media type of a refusal's page. */
    static final String HTML = "text/html;charset=utf-8";

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<Language, ResourceBundle> BUNDLES = new EnumMap<>(Language.class);
    private static final Map<Language, Map<String, MessageFormat>> FORMATS = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            BUNDLES.put(language, ResourceBundle.getBundle("messages.problems_" + language.tag(), language.locale()));
            FORMATS.put(language, new ConcurrentHashMap<>());
        }
    }

    private Problems() {}

    /** What the caller is told: what is wrong and what to do about it. */
    public static String detail(Problem problem, Language language) {
        return text(problem.messageKey(), problem.code(), language)
                .format(problem.arguments().toArray());
    }

    /** The members {@code type, title, status, code, detail, field?} as UTF-8 JSON. */
    public static byte[] body(Problem problem, Language language) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(problem, language, json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    /** The headers that belong to a refusal: {@code Retry-After}, {@code WWW-Authenticate}, {@code Connection}. */
    public static Map<String, String> headers(Problem problem) {
        Map<String, String> headers = new HashMap<>();
        if (problem.retryAfterSeconds() > 0) {
            headers.put("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        }
        if (problem.code().status() == 401) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        if (problem.code() == Problem.Code.TOO_LARGE) {
            headers.put("Connection", "close");
        }
        return headers;
    }

    private static void write(Problem problem, Language language, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", title(problem.code().status()));
        json.writeNumberField("status", problem.code().status());
        json.writeStringField("code", problem.code().wireName());
        json.writeStringField("detail", detail(problem, language));
        String field = problem.field();
        if (field != null) {
            json.writeStringField("field", field);
        }
        json.writeEndObject();
    }

    /** With {@code about:blank} the title is the status's own phrase (RFC 9457, section 4.2.1). */
    private static String title(int status) {
        return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /** A key without a text of its own falls back to its code's: a refusal must never fail. */
    private static MessageFormat text(String key, Problem.Code code, Language language) {
        Map<String, MessageFormat> formats = FORMATS.getOrDefault(language, Map.of());
        MessageFormat known = formats.get(key);
        return (MessageFormat)
                (known == null ? formats.computeIfAbsent(key, k -> load(k, code, language)) : known).clone();
    }

    private static MessageFormat load(String key, Problem.Code code, Language language) {
        ResourceBundle bundle = bundle(language);
        String pattern;
        try {
            pattern = bundle.getString(key);
        } catch (MissingResourceException e) {
            pattern = bundle.getString(code.wireName());
        }
        return new MessageFormat(pattern, language.locale());
    }

    private static ResourceBundle bundle(Language language) {
        ResourceBundle bundle = BUNDLES.get(language);
        if (bundle == null) {
            throw new IllegalStateException("no texts in " + language);
        }
        return bundle;
    }
}
