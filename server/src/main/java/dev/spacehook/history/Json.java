package dev.spacehook.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.spacehook.event.EventName;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How values of the history are written in JSON. */
final class Json {

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Json() {}

    /** RFC 3339, UTC, always with three digits of a second's fraction. */
    static final class Time extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(MILLIS.format(value));
        }
    }

    /** The documentation's name of an event. */
    static final class Name extends JsonSerializer<EventName> {
        @Override
        public void serialize(EventName value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(value.wireName());
        }
    }
}
