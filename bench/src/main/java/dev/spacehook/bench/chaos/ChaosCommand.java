package dev.spacehook.bench.chaos;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = "Kills, pauses, cuts and fills while events flow, and checks that none was lost.")
public final class ChaosCommand implements Callable<Integer> {

    @Option(names = "--seed", description = "Repeats the order and moments of an earlier run.")
    private @Nullable Long seed;

    @Option(names = "--rounds", defaultValue = "1", description = "How often each fault happens (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--quick", description = "The short form: without the faults that take minutes.")
    private boolean quick;

    @Option(
            names = "--only",
            completionCandidates = Names.class,
            description = "A single fault: ${COMPLETION-CANDIDATES}.")
    private @Nullable String only;

    public ChaosCommand() {}

    @Override
    public Integer call() {
        if (only != null && !Chaos.names().contains(only)) {
            System.err.println("There is no fault " + only + "; there are " + String.join(", ", Chaos.names()));
            return 2;
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        List<String> problems = new Chaos(chosen, rounds, !quick, true, only).run();
        System.out.println();
        problems.forEach(problem -> System.out.println("PROBLEM: " + problem));
        System.out.println(
                problems.isEmpty() ? "Nothing was lost (seed " + chosen + ")." : "Repeat with --seed " + chosen);
        return problems.isEmpty() ? 0 : 1;
    }

    /** For the help. */
    static final class Names implements Iterable<String> {

        Names() {}

        @Override
        public java.util.Iterator<String> iterator() {
            return Chaos.names().iterator();
        }
    }
}
