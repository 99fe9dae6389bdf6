package dev.spacehook.intake;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Language;
import dev.spacehook.api.Problem;
import dev.spacehook.api.Problems;
import dev.spacehook.api.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The events of one request, each with its verdict as it becomes known. For one thread at a time. */
final class EventBatch {
    private static final int MOST = 1_000;

    private final List<Item> items;
    private final boolean array;

    private EventBatch(List<Item> items, boolean array) {
        this.items = items;
        this.array = array;
    }

    /**
     * Reads one event or an array of up to 1,000.
     *
     * @throws Problem where the body is malformed as a whole, or holds one event and that one is
     */
    static EventBatch parse(byte[] body, String clientId) {
        Object value = StrictJson.value(body);
        if (value instanceof List<?> list) {
            return ofArray(list, clientId);
        }
        if (value instanceof JsonMembers members) {
            return new EventBatch(List.of(new Item(EventReader.read(members, clientId))), false);
        }
        throw Problem.of(Problem.Code.BAD_JSON, "not_an_event");
    }

    private static EventBatch ofArray(List<?> list, String clientId) {
        if (list.size() > MOST) {
            throw Problem.badField("$", "too_many_events", String.valueOf(MOST));
        }
        List<Item> items = new ArrayList<>(list.size());
        for (Object element : list) {
            items.add(item(element, clientId));
        }
        return new EventBatch(items, true);
    }

    private static Item item(Object element, String clientId) {
        try {
            if (element instanceof JsonMembers members) {
                return new Item(EventReader.read(members, clientId));
            }
            return new Item(new Verdict.Rejected(Problem.badField("$", "not_an_event")));
        } catch (Problem problem) {
            return new Item(new Verdict.Rejected(problem));
        }
    }

    List<Item> items() {
        return items;
    }

    /**
     * The body of the 202.
     *
     * @throws Problem where the one event was rejected, or any was not confirmed
     */
    byte[] answer(Language language) {
        StringBuilder json = new StringBuilder(64 * items.size());
        if (!array) {
            if (items.getFirst().verdict() instanceof Verdict.Rejected(Problem problem)) {
                throw problem;
            }
            append(json, items.getFirst(), language);
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }
        json.append("{\"items\":[");
        for (int i = 0; i < items.size(); i++) {
            append(i == 0 ? json : json.append(','), items.get(i), language);
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder json, Item item, Language language) {
        switch (item.verdict()) {
            case Verdict.Accepted(var id) ->
                json.append("{\"id\":\"").append(id).append("\",\"status\":\"accepted\"}");
            case Verdict.Ignored(var reason) ->
                json.append("{\"status\":\"ignored\",\"reason\":\"")
                        .append(reason)
                        .append("\"}");
            case Verdict.Rejected(var problem) -> appendRejected(json, problem, language);
            case Verdict.Unconfirmed _, Verdict.Open _ ->
                throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(1);
        }
    }

    private static void appendRejected(StringBuilder json, Problem problem, Language language) {
        json.append("{\"status\":\"rejected\",\"code\":\"")
                .append(problem.code().wireName());
        json.append("\",\"detail\":\"");
        JsonStringEncoder.getInstance().quoteAsString(Problems.detail(problem, language), json);
        json.append('"');
        if (problem.field() != null) {
            json.append(",\"field\":\"");
            JsonStringEncoder.getInstance().quoteAsString(problem.field(), json);
            json.append('"');
        }
        json.append('}');
    }
}
