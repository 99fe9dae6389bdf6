package dev.spacehook.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The lists of URLs: {@code tag "url"}, with JSON's escapes and {@code {a*N}} for N times {@code a}. */
final class UrlFiles {

    private static final Pattern LINE = Pattern.compile("(?:([RC]:\\S+) )?\"(.*)\"");
    private static final Pattern REPEAT = Pattern.compile("\\{(.)\\*(\\d+)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))");

    private UrlFiles() {}

    record Entry(String tag, String url) {
        @Override
        public String toString() {
            return tag + " " + url.substring(0, Math.min(60, url.length())).replaceAll("[^ -~]", "?");
        }
    }

    static Stream<Entry> read(String name) {
        try (InputStream in = UrlFiles.class.getResourceAsStream("/egress/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(UrlFiles::entry).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Entry entry(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException("not an entry: " + line);
        }
        String tag = matcher.group(1) == null ? "benign" : matcher.group(1);
        return new Entry(tag, repeated(unescaped(matcher.group(2))));
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(plain(match.group(1), match.group(2))));
    }

    private static String plain(@org.jspecify.annotations.Nullable String hex, String escaped) {
        if (hex != null) {
            return Character.toString(Integer.parseInt(hex, 16));
        }
        return switch (escaped) {
            case "r" -> "\r";
            case "n" -> "\n";
            case "t" -> "\t";
            default -> escaped;
        };
    }

    private static String repeated(String text) {
        return REPEAT.matcher(text).replaceAll(match -> match.group(1).repeat(Integer.parseInt(match.group(2))));
    }
}
