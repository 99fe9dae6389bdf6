package dev.spacehook.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description = "Starts the service, set up by SPACEHOOK_ names in the environment (see: config).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    ServeCommand() {}

    @Override
    public Integer call() {
        Service.run(System.getenv(), null, () -> {});
        return 0;
    }
}
