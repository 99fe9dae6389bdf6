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
        name = "users",
        description = "People, with the token of the platform's client.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class UsersCommand {

    UsersCommand() {}

    @Command(name = "put", description = "Makes a person known, or changes him.")
    int put(
            @Mixin Connection connection,
            @Parameters(paramLabel = "USER") String user,
            @Option(names = "--email", required = true) String email,
            @Option(names = "--username", required = true) String username,
            @Option(names = "--password-hash-file", paramLabel = "FILE", description = "With a bcrypt or argon2 hash.")
                    @Nullable
                    Path hashFile) {
        ObjectNode body = Api.object().put("email", email).put("username", username);
        if (hashFile != null) {
            body.put("passwordHash", Connection.read(hashFile));
        }
        return connection.show(api -> api.put(path(user), body));
    }

    @Command(name = "delete", description = "Deletes a person.")
    int delete(@Mixin Connection connection, @Parameters(paramLabel = "USER") String user) {
        return connection.show(api -> api.delete(path(user)));
    }

    private static String path(String user) {
        return "/v1/platform/users/" + Api.segment(user);
    }
}
