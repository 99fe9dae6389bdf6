package dev.spacehook.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Here so that the help lists it: the script ./spacehook starts the bench, whose code the service does not carry. */
@Command(
        name = "bench",
        description = "Measures the service on this machine; bench chaos breaks it while it works (from a checkout).")
final class BenchCommand implements Callable<Integer> {

    BenchCommand() {}

    @Override
    public Integer call() {
        throw new FailedException("The bench is started from a checkout: ./spacehook bench");
    }
}
