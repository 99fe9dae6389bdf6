package dev.spacehook.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list. An empty value counts as absent, as a form sends it; what is unknown, given twice or malformed is
 * {@code bad_field} under its name: a filter that is silently left out shows too much.
 */
public final class QueryParameters {

    private static final int LONGEST_PRINTED_NAME = 64;

    private final Map<String, List<String>> query;

    /** @throws Problem {@code bad_field} where a name is none of {@code known} */
    public QueryParameters(Map<String, List<String>> query, Set<String> known) {
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw Problem.badField(printed(name), "unknown_parameter");
            }
        }
        this.query = query;
    }

    private static String printed(String name) {
        return name.codePoints()
                .limit(LONGEST_PRINTED_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** @throws Problem {@code bad_field} where it is given twice */
    public @Nullable String value(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.badField(name, "twice");
        }
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }

    /** @throws Problem {@code bad_field} where it is given twice, or the parser finds nothing in it: {@code reason} */
    public <T> @Nullable T value(String name, String reason, Function<String, Optional<T>> parser) {
        String text = value(name);
        if (text == null) {
            return null;
        }
        return parser.apply(text).orElseThrow(() -> Problem.badField(name, reason));
    }
}
