package dev.spacehook.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.client.Api;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "events",
        description = "Events of the platform, with the token of its client.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class EventsCommand {

    private static final String PATH = "/v1/platform/events";

    EventsCommand() {}

    @Command(name = "send", description = "Sends one event.")
    int send(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "For example record_finished.") String name,
            @Option(names = "--space", required = true, paramLabel = "ID") String space,
            @Option(names = "--room", required = true, paramLabel = "ID") String room,
            @Option(names = "--record", paramLabel = "ID", description = "For record_* only.") @Nullable String record,
            @Option(names = "--id", description = "Your own id: makes repeating harmless.") @Nullable String id,
            @Option(names = "--occurred-at", paramLabel = "TIME", description = "RFC 3339; default: now.") @Nullable
                    String occurredAt) {
        ObjectNode event =
                Api.object().put("eventName", name).put("spaceId", space).put("roomId", room);
        putIfGiven(event, "recordId", record);
        putIfGiven(event, "id", id);
        putIfGiven(event, "occurredAt", occurredAt);
        return connection.show(api -> api.post(PATH, event));
    }

    @Command(name = "post", description = "Sends the JSON of a file: one event, or an array of up to 1,000.")
    int post(@Mixin Connection connection, @Parameters(paramLabel = "FILE") Path file) {
        return connection.show(api -> api.post(PATH, json(file)));
    }

    private static void putIfGiven(ObjectNode event, String name, @Nullable String value) {
        if (value != null) {
            event.put(name, value);
        }
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(Connection.read(file));
        } catch (JsonProcessingException e) {
            throw new FailedException(file + " is not JSON: " + e.getOriginalMessage());
        }
    }
}
