package dev.spacehook.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.client.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "webhook",
        description = "The webhook of a space, with its owner's token.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class WebhookCommand {

    WebhookCommand() {}

    @Command(name = "get", description = "Shows it, without the secret.")
    int get(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.get(path(space)));
    }

    @Command(name = "create", description = "Creates it and shows its secret.")
    int create(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Parameters(paramLabel = "URL") String url) {
        return connection.show(api -> api.post(path(space), Api.object().put("url", url)));
    }

    @Command(name = "set", description = "Changes its address, or blocks and unblocks it.")
    int set(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Option(names = "--url") @Nullable String url,
            @Option(names = "--active", arity = "1", paramLabel = "true|false") @Nullable Boolean active) {
        ObjectNode change = Api.object();
        if (url != null) {
            change.put("url", url);
        }
        if (active != null) {
            change.put("isActive", active);
        }
        return connection.show(api -> api.put(path(space), change));
    }

    @Command(name = "delete", description = "Deletes it and cancels what waits.")
    int delete(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.delete(path(space)));
    }

    @Command(name = "refresh-secret", description = "Replaces its secret and shows the new one.")
    int refreshSecret(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.put(path(space) + "/refresh-secret", Api.object()));
    }

    @Command(name = "status", description = "How deliveries have gone lately.")
    int status(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.get(path(space) + "/status"));
    }

    @Command(name = "test", description = "Sends a test notification.")
    int test(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Option(names = "--event", defaultValue = "call_started", description = "Default: ${DEFAULT-VALUE}.")
                    String event) {
        return connection.show(
                api -> api.post(path(space) + "/test", Api.object().put("eventName", event)));
    }

    static String path(String space) {
        return "/v1/spaces/" + Api.segment(space) + "/webhook";
    }
}
