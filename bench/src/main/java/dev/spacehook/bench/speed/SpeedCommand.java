package dev.spacehook.bench.speed;

import dev.spacehook.bench.load.Wrk;
import dev.spacehook.bench.machine.Workplace;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the service on this machine and writes docs/benchmarks.md.")
public final class SpeedCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "The short form: two to three minutes.")
    private boolean quick;

    public SpeedCommand() {}

    @Override
    public Integer call() {
        try (Workplace workplace = Workplace.open()) {
            Rig rig = Rig.start(workplace);
            System.out.println("started in " + rig.service().startTime());
            Duration duration = Duration.ofSeconds(quick ? 5 : 10);
            rig.events(1, Duration.ofSeconds(10));
            rig.events(100, Duration.ofSeconds(5));
            for (int i = 0; i < 3; i++) {
                Wrk.Result bare = rig.bare(duration);
                System.out.printf("bare %.0f/s%n", bare.perSecond());
                for (int batch : new int[] {1, 100}) {
                    Rig.Round round = rig.events(batch, duration);
                    System.out.printf(
                            "batch %d: %.0f/s ratio %.3f, jvm %.0f us + db %.0f us, %d unconfirmed, p50 %.1f p99 %.1f ms%n",
                            batch,
                            round.perSecond(),
                            round.perSecond() / bare.perSecond(),
                            round.jvmMicrosPerEvent(),
                            round.databaseMicrosPerEvent(),
                            round.unconfirmed(),
                            round.p50Ms(),
                            round.p99Ms());
                }
            }
            rig.verifyNothingLost();
        }
        return 0;
    }
}
