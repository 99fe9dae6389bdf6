package dev.spacehook.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.client.Api;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deliveries",
        description = "The delivery history of a space, with its owner's token.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeliveriesCommand {

    DeliveriesCommand() {}

    @Command(name = "list", description = "Lists deliveries, newest first.")
    int list(@Mixin Connection connection, @Mixin Filter filter, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.get(path(space) + filter.query()));
    }

    @Command(name = "get", description = "Shows one delivery with its attempts.")
    int get(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Parameters(paramLabel = "ID") String id) {
        return connection.show(api -> api.get(path(space) + "/" + Api.segment(id)));
    }

    @Command(name = "resend", description = "Sends one delivery again, or all that failed in a time.")
    int resend(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Parameters(paramLabel = "ID", arity = "0..1") @Nullable String id,
            @Option(names = "--status", defaultValue = "failed", description = "failed (default) or cancelled.")
                    String status,
            @Option(names = "--from", paramLabel = "TIME", description = "RFC 3339, inclusive.") @Nullable String from,
            @Option(names = "--to", paramLabel = "TIME", description = "RFC 3339, exclusive.") @Nullable String to) {
        if (id != null) {
            return connection.show(api -> api.post(path(space) + "/" + Api.segment(id) + "/resend", Api.object()));
        }
        ObjectNode which = Api.object().put("status", status);
        if (from != null) {
            which.put("from", from);
        }
        if (to != null) {
            which.put("to", to);
        }
        return connection.show(api -> api.post(path(space) + "/resend", which));
    }

    private static String path(String space) {
        return WebhookCommand.path(space) + "/deliveries";
    }

    /** What a list is narrowed by. */
    static final class Filter {
        @Option(names = "--status", description = "pending, delivered, failed or cancelled.")
        @Nullable
        String status;

        @Option(names = "--event", paramLabel = "NAME", description = "For example call_started.")
        @Nullable
        String event;

        @Option(names = "--room", paramLabel = "ID")
        @Nullable
        String room;

        @Option(names = "--from", paramLabel = "TIME", description = "Accepted then or later; RFC 3339.")
        @Nullable
        String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Accepted before; RFC 3339.")
        @Nullable
        String to;

        @Option(names = "--limit", paramLabel = "1-200")
        @Nullable
        String limit;

        @Option(names = "--cursor", description = "nextCursor of the page before.")
        @Nullable
        String cursor;

        Filter() {}

        String query() {
            Map<String, @Nullable String> all = new LinkedHashMap<>();
            all.put("status", status);
            all.put("eventName", event);
            all.put("roomId", room);
            all.put("from", from);
            all.put("to", to);
            all.put("limit", limit);
            all.put("cursor", cursor);
            String query = all.entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .map(entry -> entry.getKey() + "=" + Api.segment(String.valueOf(entry.getValue())))
                    .collect(Collectors.joining("&"));
            return query.isEmpty() ? "" : "?" + query;
        }
    }
}
