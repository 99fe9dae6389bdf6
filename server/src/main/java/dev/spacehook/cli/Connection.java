package dev.spacehook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spacehook.client.Api;
import dev.spacehook.config.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service to speak to, and as whom; shared by all commands that speak HTTP. */
final class Connection {

    @Option(names = "--server", paramLabel = "URL", description = "The service (default: ${DEFAULT-VALUE}).")
    URI server = defaultServer(System.getenv());

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token; without it the variable TOKEN is taken. Arguments are seen by"
                    + " every user of a machine, so there is no option for the token itself.")
    @Nullable
    Path tokenFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    Connection() {}

    /** Makes one call as the bearer of the token and prints its answer. */
    int show(Function<Api, JsonNode> call) {
        return print(call.apply(Api.at(server).as(token())));
    }

    static int print(JsonNode answer) {
        if (!answer.isMissingNode()) {
            System.out.println(answer.toPrettyString());
        }
        return 0;
    }

    private String token() {
        String token = tokenFile == null ? System.getenv("TOKEN") : read(tokenFile);
        return Optional.ofNullable(token)
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .orElseThrow(() -> new FailedException(
                        "A token is needed: in the variable TOKEN or with --token-file. To get one: spacehook token"));
    }

    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new FailedException("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private static URI defaultServer(Map<String, String> environment) {
        String port =
                environment.getOrDefault(Setting.HTTP_PORT.fullName(), String.valueOf(Setting.HTTP_PORT.defaultText()));
        return URI.create("http://127.0.0.1:" + port);
    }
}
