package dev.spacehook.cabinet;

import dev.spacehook.event.EventName;
import dev.spacehook.history.Delivery;
import dev.spacehook.history.DeliveryFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the list of notifications is narrowed down to, as the form says it. What does not parse narrows nothing.
 *
 * @param list whether single notifications are listed, not calls
 * @param from as a {@code datetime-local} field writes it, in the visitor's zone; empty: no bound
 * @param to as {@code from}
 */
public record Filter(boolean list, String status, String event, String room, String from, String to) {

    private static final int LONGEST_ROOM = 200;

    static Filter of(
            @Nullable String view,
            @Nullable String status,
            @Nullable String event,
            @Nullable String room,
            @Nullable String from,
            @Nullable String to) {
        return new Filter(
                "list".equals(view),
                Delivery.Status.ofWireName(or(status))
                        .map(Delivery.Status::wireName)
                        .orElse(""),
                EventName.ofWireName(or(event)).map(EventName::wireName).orElse(""),
                or(room).length() > LONGEST_ROOM ? "" : or(room).strip(),
                local(or(from)) == null ? "" : or(from),
                local(or(to)) == null ? "" : or(to));
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable LocalDateTime local(String text) {
        try {
            return text.isEmpty() ? null : LocalDateTime.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What is to be asked of the history. */
    DeliveryFilter inZone(ZoneId zone) {
        return new DeliveryFilter(
                Delivery.Status.ofWireName(status).orElse(null),
                EventName.ofWireName(event).orElse(null),
                room.isEmpty() ? null : room,
                instant(from, zone),
                instant(to, zone));
    }

    private static @Nullable Instant instant(String text, ZoneId zone) {
        LocalDateTime local = local(text);
        return local == null ? null : local.atZone(zone).toInstant();
    }

    public boolean isNarrow() {
        return !(status + event + room + from + to).isEmpty();
    }

    /** A choice in the form, with the key of its text. */
    public record Choice(String value, String key) {}

    public List<Choice> statuses() {
        return Stream.of(Delivery.Status.values())
                .map(Delivery.Status::wireName)
                .map(name -> new Choice(name, "status_" + name))
                .toList();
    }

    public List<Choice> events() {
        return Stream.of(EventName.values())
                .map(EventName::wireName)
                .map(name -> new Choice(name, "event_" + name))
                .toList();
    }

    /** The same filters, as calls. */
    public String calls() {
        return query(false);
    }

    /** The same filters, as a plain list. */
    public String plain() {
        return query(true);
    }

    /** As a field may show it. */
    public String shownRoom() {
        return Shown.of(room);
    }

    /** The part of an address behind the question mark. */
    String query() {
        return query(list);
    }

    private String query(boolean asList) {
        List<String> parts = new ArrayList<>();
        add(parts, "view", asList ? "list" : "");
        add(parts, "status", status);
        add(parts, "eventName", event);
        add(parts, "roomId", room);
        add(parts, "from", from);
        add(parts, "to", to);
        return String.join("&", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
