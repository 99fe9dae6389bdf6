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
            description = "These scenarios besides the throughput; the report goes to target/benchmarks.md: "
                    + "idle, latency, fairness, flood, half-dead, profile, start, growth, pause, recovery, memory.")
    private Set<String> only = Set.of();

    @Option(names = "--output", description = "Where the report goes (docs/benchmarks.md where all are measured).")
    private @Nullable Path output;

    public SpeedCommand() {}

    @Override
    public Integer call() {
        if (!Bench.SCENARIOS.containsAll(only)) {
            System.err.println("Scenarios are " + String.join(", ", Bench.SCENARIOS));
            return 2;
        }
        Path file = output == null ? usualFile() : output.toAbsolutePath();
        String plot = file.getFileName().toString().replaceFirst("\\.[^.]*$", "") + "-latency";
        try (Workplace workplace = Workplace.open()) {
            Rig rig = Rig.start(workplace);
            Report report = new Report(commandLine(), Machine.describe(workplace, rig.service()));
            new Bench(rig, report, quick).run(wanted(), file.resolveSibling(plot));
            report.write(file, LocalDate.now(ZoneOffset.UTC).toString());
            System.out.println("\nWritten to " + file);
            return report.failed().isEmpty() ? 0 : 1;
        }
    }

    /** A part of the scenarios, or their short form, does not replace the page of all of them. */
    private Path usualFile() {
        return Checkout.root().resolve(only.isEmpty() && !quick ? "docs/benchmarks.md" : "target/benchmarks.md");
    }

    private String commandLine() {
        return "./spacehook bench" + (quick ? " --quick" : "")
                + (only.isEmpty() ? "" : " --only=" + String.join(",", only));
    }

    private Set<String> wanted() {
        if (!only.isEmpty()) {
            return only;
        }
        return Set.copyOf(quick ? Bench.QUICK : Bench.SCENARIOS);
    }
}
