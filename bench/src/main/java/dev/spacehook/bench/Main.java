package dev.spacehook.bench;

import dev.spacehook.bench.chaos.ChaosCommand;
import dev.spacehook.bench.load.Quiet;
import dev.spacehook.bench.speed.SpeedCommand;
import picocli.CommandLine;

/** {@code ./spacehook bench}. */
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        // connections that are cut on purpose are no news
        Quiet.logging();
        System.exit(new CommandLine(new SpeedCommand())
                .addSubcommand(new ChaosCommand())
                .execute(arguments));
    }
}
