package dev.spacehook.intake;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.event.EventName;
import dev.spacehook.journal.EventKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads one event of the platform: {@code eventName, spaceId, roomId, recordId?, occurredAt?, id?}. Stateless. */
final class EventReader {
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_KEY = 64;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private EventReader() {}

    /** @throws Problem 422 {@code bad_field} */
    static IncomingEvent read(JsonMembers members, String clientId) {
        EventName name = name(members.string("eventName", 1, LONGEST_ID));
        String spaceId = members.string("spaceId", 1, LONGEST_ID);
        String roomId = members.string("roomId", 1, LONGEST_ID);
        String recordId = recordId(name, members.optionalString("recordId", 1, LONGEST_ID));
        String occurredAt = members.optionalString("occurredAt", 1, LONGEST_ID);
        String key = members.optionalString("id", 1, LONGEST_KEY);
        members.refuseUnknown();
        return new IncomingEvent(
                name,
                spaceId,
                roomId,
                recordId,
                occurredAt == null ? Instant.now().truncatedTo(ChronoUnit.MILLIS) : time(occurredAt),
                key == null
                        ? null
                        : new EventKey(clientId, key, hash(name.wireName(), spaceId, roomId, recordId, occurredAt)));
    }

    private static EventName name(String text) {
        return EventName.ofWireName(text).orElseThrow(() -> Problem.badField("eventName", "event_name"));
    }

    private static @Nullable String recordId(EventName name, @Nullable String recordId) {
        if (name.isRecord() && recordId == null) {
            throw Problem.badField("recordId", "missing");
        }
        if (!name.isRecord() && recordId != null) {
            throw Problem.badField("recordId", "record_id_of_call");
        }
        return recordId;
    }

    /** RFC 3339, any offset; kept to the millisecond. */
    private static Instant time(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw Problem.badField("occurredAt", "time");
        }
        throw Problem.badField("occurredAt", "time");
    }

    /** Over the members as given, each ended by a character that none of them can hold. */
    private static byte[] hash(@Nullable String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                if (part != null) {
                    digest.update(part.getBytes(StandardCharsets.UTF_8));
                }
                digest.update((byte) (part == null ? 1 : 0));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
