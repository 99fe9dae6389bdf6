package dev.spacehook.bench.chaos;

import dev.spacehook.bench.machine.Programs;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.machine.Workplace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Breaks installations under load, each fault at a random moment, and checks that nothing was lost. */
public final class Chaos {

    private static final String DISK_FULL = "disk-full";
    private static final String TERMINATE_ALL = "nodes-terminate-all";
    private static final int NODES = 3;

    private final long seed;
    private final int rounds;
    private final boolean isLong;
    private final boolean timed;
    private final @Nullable String only;
    private final Findings findings;

    /**
     * @param seed of the order of the faults and their moments
     * @param rounds how often every fault happens
     * @param isLong with those that take minutes, and waiting in real time instead of moving the database's clock
     * @param timed whether it is a problem when recovery takes longer than promised; else several things break at once
     * @param only the name of the single fault to run; null for all
     */
    public Chaos(long seed, int rounds, boolean isLong, boolean timed, @Nullable String only) {
        this.seed = seed;
        this.rounds = rounds;
        this.isLong = isLong;
        this.timed = timed;
        this.only = only;
        this.findings = new Findings(timed);
        findings.note("seed " + seed);
    }

    /** The names of all faults. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        Faults.EMBEDDED.forEach(fault -> names.add(fault.name()));
        Faults.SHARED.forEach(fault -> names.add(fault.name()));
        names.add(TERMINATE_ALL);
        names.add(DISK_FULL);
        return names;
    }

    /** Breaks things, and gives back what was not as it must be: nothing, if all is well. */
    public List<String> run() {
        if (timed) {
            embedded();
            shared();
        } else {
            // most of the time either waits, and nothing here depends on how quick they are
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(this::embedded, Chaos::onThread),
                            CompletableFuture.runAsync(this::shared, Chaos::onThread))
                    .join();
        }
        if (isWanted(DISK_FULL, true)) {
            diskFull();
        }
        return findings.problems();
    }

    private static void onThread(Runnable stage) {
        Thread.ofPlatform().start(stage);
    }

    private boolean isWanted(String name, boolean takesLong) {
        return only == null ? isLong || !takesLong : only.equals(name);
    }

    private List<Fault> wanted(List<Fault> all, Random random) {
        List<Fault> wanted = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            List<Fault> round = new ArrayList<>(all.stream()
                    .filter(fault -> isWanted(fault.name(), fault.isLong()))
                    .toList());
            Collections.shuffle(round, random);
            wanted.addAll(round);
        }
        return wanted;
    }

    private void embedded() {
        Random random = new Random(seed);
        List<Fault> faults = wanted(Faults.EMBEDDED, random);
        if (faults.isEmpty()) {
            return;
        }
        findings.note("one service on its embedded PostgreSQL");
        try (Workplace workplace = Workplace.open();
                Stage stage = Stage.embedded(workplace, findings.at("service"), random, options())) {
            breakAndSettle(stage, faults);
        }
    }

    private void shared() {
        Random random = new Random(seed);
        List<Fault> faults = wanted(Faults.SHARED, random);
        boolean terminates = isWanted(TERMINATE_ALL, false);
        if (faults.isEmpty() && !terminates) {
            return;
        }
        findings.note(NODES + " services on one PostgreSQL");
        try (Workplace workplace = Workplace.open();
                Stage stage = Stage.shared(workplace, findings.at("nodes"), random, options(), NODES)) {
            breakAndSettle(stage, faults);
            if (terminates) {
                terminateAll(stage);
            }
        }
    }

    /** In the short form services live for seconds: they compile less, or they would hardly do anything else. */
    private Map<String, String> options() {
        return isLong ? Map.of() : Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    }

    private void breakAndSettle(Stage stage, List<Fault> faults) {
        stage.beginLoad();
        faults.forEach(fault -> happen(stage, fault));
        stage.endLoad();
        settle(stage);
    }

    private void happen(Stage stage, Fault fault) {
        stage.awaitRandomMoment();
        stage.findings().note("--- " + fault.name());
        try {
            fault.happen().accept(stage);
        } catch (RuntimeException e) {
            stage.findings().problem(fault.name() + ": " + e.getMessage());
            startDead(stage);
        }
    }

    /** So that one fault too many does not hide what the next ones do. */
    private void startDead(Stage stage) {
        for (Service node : stage.nodes()) {
            if (!node.isAlive()) {
                stage.findings().note("starting " + node.name() + " again");
                node.restart();
            }
        }
    }

    /** The sweep stays behind by a margin: the short form moves the clock over it. */
    private void settle(Stage stage) {
        if (!isLong) {
            Waiting.until(Duration.ofSeconds(10), () -> stage.nothingMissing() || stage.isQuiet());
            stage.moveClock((Stage.MARGIN.toSeconds() + 20) + " s");
        }
        stage.settle(Stage.MARGIN.plusSeconds(isLong ? 60 : 0));
    }

    /** After a clean stop of all nodes every stored event is settled, or waits where any node finds it. */
    private void terminateAll(Stage stage) {
        Findings findings = stage.findings();
        findings.note("--- " + TERMINATE_ALL);
        stage.beginLoad();
        stage.awaitRandomMoment();
        for (Service node : stage.nodes()) {
            int status = node.stop();
            findings.expect(status == 0, "SIGTERM under load: exit status " + status + " of " + node.name());
        }
        stage.endLoad();
        findings.note("why connections broke: " + stage.answers().failures());
        long leftBehind = stage.leftBehind();
        findings.expect(leftBehind == 0, "a clean stop left " + leftBehind + " events that only a sweep would find");
        stage.nodes().getFirst().restart();
        settle(stage);
    }

    private void diskFull() {
        try (Workplace workplace = Workplace.open()) {
            Path small = workplace.path("service-data");
            if (!mount(workplace, small)) {
                findings.note("--- " + DISK_FULL + ": SKIPPED, a small file system cannot be mounted here");
                return;
            }
            try (Stage stage = Stage.embedded(workplace, findings, new Random(seed), options())) {
                breakAndSettle(stage, List.of(Fault.slow(DISK_FULL, Chaos::fillDisk)));
            }
        }
    }

    private static boolean mount(Workplace workplace, Path at) {
        try {
            Files.createDirectory(at);
        } catch (IOException e) {
            return false;
        }
        boolean mounted = Programs.isRoot()
                && Programs.run("mount", "-t", "tmpfs", "-o", "size=600m,mode=0755", "tmpfs", at.toString())
                        .isSuccess();
        if (mounted) {
            workplace.atEnd(() -> Programs.run("umount", "-l", at.toString()));
        }
        return mounted;
    }

    private static void fillDisk(Stage stage) {
        Path filler = stage.dataDir().resolve("filler");
        fill(filler);
        Waiting.pause(Duration.ofSeconds(8));
        fill(filler);
        Waiting.pause(Duration.ofSeconds(2));
        try {
            Files.delete(filler);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        stage.awaitDatabase();
        Duration took = stage.awaitAccepting(System.nanoTime());
        stage.findings().note("accepts again " + took.toMillis() + " ms after there is room");
    }

    private static void fill(Path filler) {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // that is the end of it
        }
    }
}
