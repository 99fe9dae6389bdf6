package dev.spacehook.cli;

import dev.spacehook.config.Setting;
import dev.spacehook.config.Settings;
import dev.spacehook.config.SettingsTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Prints every setting with its default and meaning.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

    @Option(names = "--markdown", description = "As the table of docs/configuration.md.")
    boolean markdown;

    @Option(
            names = "--check",
            description = "Check the environment instead; exit code 2 if the service would refuse it.")
    boolean check;

    @Spec
    CommandSpec spec = CommandSpec.create();

    ConfigCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (check) {
            Settings.from(System.getenv());
            out.println("The settings are right.");
        } else if (markdown) {
            out.print(SettingsTable.markdown());
        } else {
            for (Setting setting : Setting.values()) {
                out.printf("%-32s %-14s %s%n", setting.fullName(), SettingsTable.defaultOf(setting), setting.meaning());
            }
        }
        out.flush();
        return 0;
    }
}
