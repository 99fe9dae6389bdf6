package dev.spacehook.bench.speed;

import dev.spacehook.bench.machine.Checkout;
import dev.spacehook.bench.machine.Machine;
import dev.spacehook.bench.machine.Workplace;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the service on this machine and writes docs/benchmarks.md.",
            "Starts the service, PostgreSQL, nginx and wrk on free ports of 127.0.0.1, and ends them."
        })
public final class SpeedCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "The short form: about five minutes instead of about an hour.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            description = "These scenarios besides the throughput, and no report unless --output is given: "
                    + "idle, latency, fairness, flood, half-dead, profile, start, growth, pause, recovery, memory.")
    private Set<String> only = Set.of();

    @Option(names = "--output", description = "Where the report goes (docs/benchmarks.md).")
    private @Nullable Path output;

    public SpeedCommand() {}

    @Override
    public Integer call() {
        if (!Bench.SCENARIOS.containsAll(only)) {
            System.err.println("Scenarios are " + String.join(", ", Bench.SCENARIOS));
            return 2;
        }
        Path file = output == null ? Checkout.root().resolve("docs/benchmarks.md") : output.toAbsolutePath();
        String plot = file.getFileName().toString().replaceFirst("\\.[^.]*$", "") + "-latency";
        try (Workplace workplace = Workplace.open()) {
            Rig rig = Rig.start(workplace);
            Report report = new Report(
                    "./spacehook bench" + (quick ? " --quick" : ""), Machine.describe(workplace, rig.service()));
            boolean writes = only.isEmpty() || output != null;
            Path drawing = writes ? file.resolveSibling(plot) : workplace.path(plot);
            new Bench(rig, report, quick).run(wanted(), drawing);
            if (writes) {
                report.write(file, LocalDate.now(ZoneOffset.UTC).toString());
                System.out.println("\nWritten to " + file);
            }
        }
        return 0;
    }

    private Set<String> wanted() {
        if (!only.isEmpty()) {
            return only;
        }
        return Set.copyOf(quick ? Bench.QUICK : Bench.SCENARIOS);
    }
}
