package dev.spacehook.cli;

import dev.spacehook.client.ApiException;
import dev.spacehook.config.SettingsException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Where every start begins. Commands that only speak HTTP never boot the service. */
@QuarkusMain
@Command(
        name = "spacehook",
        description = "Signed webhooks for conferencing platforms.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            ConfigCommand.class,
            TokenCommand.class,
            WebhookCommand.class,
            DeliveriesCommand.class,
            EventsCommand.class,
            SpacesCommand.class,
            UsersCommand.class,
            BenchCommand.class,
            HelpCommand.class
        })
public final class Main {

    /** What was asked for cannot be done; the reason is on stderr. */
    static final int FAILED = 1;

    /** Wrong arguments or settings. */
    static final int MISUSED = 2;

    Main() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
        return switch (e) {
            case SettingsException wrong -> say(command, wrong.getMessage(), MISUSED);
            case ApiException refused -> say(command, refused.getMessage(), FAILED);
            case FailedException failed -> say(command, failed.getMessage(), FAILED);
            case UncheckedIOException none -> say(command, unreachable(none), FAILED);
            default -> throw e;
        };
    }

    private static String unreachable(UncheckedIOException e) {
        return "The service did not answer (" + e.getCause()
                + "). Is it running? Another address than http://127.0.0.1:8080 is named with --server.";
    }

    private static int say(CommandLine command, @Nullable String message, int code) {
        command.getErr().println(message);
        return code;
    }
}
