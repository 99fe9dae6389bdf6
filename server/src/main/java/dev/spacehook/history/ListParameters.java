package dev.spacehook.history;

import dev.spacehook.api.Problem;
import dev.spacehook.event.EventName;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of {@code ListDeliveries}. An empty value counts as absent, as a form sends it; what is unknown, given twice
 * or malformed is {@code bad_field} under its name: a filter that is silently left out shows too much.
 */
record ListParameters(
        DeliveryFilter filter, int limit, @Nullable String cursor) {

    private static final Set<String> NAMES = Set.of("status", "eventName", "roomId", "from", "to", "limit", "cursor");
    private static final int DEFAULT_LIMIT = 50;
    private static final int LONGEST_ROOM = 256;
    private static final int LONGEST_PRINTED_NAME = 64;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    /** @throws Problem {@code bad_field}, for a cursor of another space's list too */
    static ListParameters of(String spaceId, MultivaluedMap<String, String> query) {
        refuseUnknown(query);
        ListParameters parameters = new ListParameters(filter(query), limit(query), value(query, "cursor"));
        if (parameters.cursor != null) {
            Cursor.check(parameters.cursor, spaceId, parameters.filter);
        }
        return parameters;
    }

    private static DeliveryFilter filter(MultivaluedMap<String, String> query) {
        return new DeliveryFilter(
                parse(query, "status", "status", Delivery.Status::ofWireName),
                parse(query, "eventName", "event_name", EventName::ofWireName),
                parse(query, "roomId", "room", ListParameters::room),
                time(query, "from"),
                time(query, "to"));
    }

    private static void refuseUnknown(Map<String, List<String>> query) {
        for (String name : query.keySet()) {
            if (!NAMES.contains(name)) {
                String printed = name.codePoints()
                        .limit(LONGEST_PRINTED_NAME)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                throw Problem.badField(printed, "unknown_parameter");
            }
        }
    }

    private static int limit(Map<String, List<String>> query) {
        Integer limit = parse(query, "limit", "limit", ListParameters::number);
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= Deliveries.MAX_LIMIT);
    }

    private static Optional<String> room(String text) {
        boolean possible = text.length() <= LONGEST_ROOM && text.chars().noneMatch(Character::isISOControl);
        return possible ? Optional.of(text) : Optional.empty();
    }

    private static @Nullable Instant time(Map<String, List<String>> query, String name) {
        return parse(query, name, "query_time", Times::parse);
    }

    private static <T> @Nullable T parse(
            Map<String, List<String>> query, String name, String reason, Function<String, Optional<T>> parser) {
        String text = value(query, name);
        if (text == null) {
            return null;
        }
        return parser.apply(text).orElseThrow(() -> Problem.badField(name, reason));
    }

    private static @Nullable String value(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.badField(name, "twice");
        }
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }
}
