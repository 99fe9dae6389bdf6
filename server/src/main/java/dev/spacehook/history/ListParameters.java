package dev.spacehook.history;

import dev.spacehook.api.Problem;
import dev.spacehook.api.QueryParameters;
import dev.spacehook.event.EventName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of {@code ListDeliveries}. */
record ListParameters(
        DeliveryFilter filter, int limit, @Nullable String cursor) {

    private static final Set<String> NAMES = Set.of("status", "eventName", "roomId", "from", "to", "limit", "cursor");
    private static final int DEFAULT_LIMIT = 50;
    private static final int LONGEST_ROOM = 256;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    /** @throws Problem {@code bad_field}, for a cursor of another space's list too */
    static ListParameters of(String spaceId, Map<String, List<String>> query) {
        QueryParameters given = new QueryParameters(query, NAMES);
        ListParameters parameters = new ListParameters(filter(given), limit(given), given.value("cursor"));
        if (parameters.cursor != null) {
            Cursor.check(parameters.cursor, spaceId, parameters.filter);
        }
        return parameters;
    }

    private static DeliveryFilter filter(QueryParameters query) {
        return new DeliveryFilter(
                query.value("status", "status", Delivery.Status::ofWireName),
                query.value("eventName", "event_name", EventName::ofWireName),
                query.value("roomId", "room", ListParameters::room),
                query.value("from", "query_time", Times::parse),
                query.value("to", "query_time", Times::parse));
    }

    private static int limit(QueryParameters query) {
        Integer limit = query.value("limit", "limit", ListParameters::number);
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
}
