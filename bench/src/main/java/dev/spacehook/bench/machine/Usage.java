package dev.spacehook.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What processes use, as Linux counts it under {@code /proc}. What is gone counts as nothing. */
public final class Usage {

    private static final long MICROS_PER_TICK = 1_000_000L / Long.parseLong(Programs.output("getconf", "CLK_TCK"));
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    private Usage() {}

    /** CPU time of the process itself, in microseconds, its ended threads included. */
    public static long cpuMicros(long pid) {
        return stat(Path.of("/proc", String.valueOf(pid), "stat"))
                .map(fields -> ticks(fields, UTIME, STIME) * MICROS_PER_TICK)
                .orElse(0L);
    }

    /** CPU time of the process and all below it, those included that have ended. */
    public static long treeCpuMicros(long pid) {
        long ended = stat(Path.of("/proc", String.valueOf(pid), "stat"))
                .map(fields -> ticks(fields, CUTIME, CSTIME) * MICROS_PER_TICK)
                .orElse(0L);
        return cpuMicros(pid)
                + ended
                + ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(below -> cpuMicros(below.pid()))
                        .sum();
    }

    /** CPU time by thread name, in microseconds; numbers are cut off the names. */
    public static Map<String, Long> threadCpuMicros(long pid) {
        Map<String, Long> byName = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            tasks.forEach(task -> stat(task.resolve("stat"))
                    .ifPresent(fields ->
                            byName.merge(name(task), ticks(fields, UTIME, STIME) * MICROS_PER_TICK, Long::sum)));
        } catch (IOException e) {
            return byName;
        }
        return byName;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip().replaceAll("[-#]?\\d+$", "");
        } catch (IOException e) {
            return "gone";
        }
    }

    /** Resident memory, in bytes. */
    public static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The fields behind the name, which may itself hold spaces. */
    private static Optional<String[]> stat(Path file) {
        try {
            String line = Files.readString(file);
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long ticks(String[] fields, int a, int b) {
        return Long.parseLong(fields[a]) + Long.parseLong(fields[b]);
    }
}
