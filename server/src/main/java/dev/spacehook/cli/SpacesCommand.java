package dev.spacehook.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.client.Api;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "spaces",
        description = "Spaces: a person's own, and with the platform client's token any.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SpacesCommand {

    SpacesCommand() {}

    @Command(name = "list", description = "Lists the spaces of the token's person.")
    int list(@Mixin Connection connection) {
        return connection.show(api -> api.get("/v1/spaces"));
    }

    @Command(name = "get", description = "Shows a space (platform).")
    int get(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.get(path(space)));
    }

    @Command(name = "put", description = "Makes a space known, or changes its owner or plan (platform).")
    int put(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Option(names = "--owner", required = true, paramLabel = "USER") String owner,
            @Option(names = "--plan", required = true) String plan,
            @Option(names = "--name") @Nullable String name) {
        ObjectNode body = Api.object().put("ownerId", owner).put("plan", plan);
        if (name != null) {
            body.put("name", name);
        }
        return connection.show(api -> api.put(path(space), body));
    }

    @Command(name = "delete", description = "Deletes a space and its webhook (platform).")
    int delete(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.delete(path(space)));
    }

    @Command(
            name = "import-webhook",
            description = "Brings a webhook over with the secret its receiver has (platform).")
    int importWebhook(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SPACE") String space,
            @Option(names = "--url", required = true) String url,
            @Option(names = "--secret-file", required = true, paramLabel = "FILE") Path secretFile,
            @Option(names = "--blocked", description = "Do not deliver yet.") boolean blocked) {
        ObjectNode webhook = Api.object()
                .put("url", url)
                .put("secret", Connection.read(secretFile))
                .put("isActive", !blocked);
        return connection.show(api -> api.put(path(space) + "/webhook", webhook));
    }

    @Command(name = "cabinet-link", description = "Makes a one-time link to the owner's cabinet (platform).")
    int cabinetLink(@Mixin Connection connection, @Parameters(paramLabel = "SPACE") String space) {
        return connection.show(api -> api.post(path(space) + "/cabinet-link", Api.object()));
    }

    private static String path(String space) {
        return "/v1/platform/spaces/" + Api.segment(space);
    }
}
