package dev.spacehook.cli;

import dev.spacehook.client.Api;
import java.io.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "token",
        description = {
            "Prints an access token, for a client or a person.",
            "The secret comes from the variable SECRET, else it is asked for.",
            "To use it: export TOKEN=$(spacehook token --client-id ID)"
        })
final class TokenCommand implements Callable<Integer> {

    @Mixin
    Connection connection = new Connection();

    @ArgGroup(multiplicity = "1")
    Who who = new Who();

    static final class Who {
        @Option(names = "--client-id", paramLabel = "ID", description = "A client: the platform's or a person's.")
        @Nullable
        String clientId;

        @Option(names = "--email", description = "A person.")
        @Nullable
        String email;
    }

    TokenCommand() {}

    @Override
    public Integer call() {
        Api api = Api.at(connection.server);
        String token = who.clientId != null
                ? api.clientToken(who.clientId, secret())
                : api.personToken(String.valueOf(who.email), secret());
        System.out.println(token);
        return 0;
    }

    private static String secret() {
        return Optional.ofNullable(System.getenv("SECRET")).orElseGet(TokenCommand::ask);
    }

    private static String ask() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("Secret: "))
                .map(String::new)
                .orElseThrow(() -> new FailedException(
                        "The client's secret, or the person's password, is needed in the variable SECRET."));
    }
}
