package dev.spacehook.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** What the figures were measured on. */
public final class Machine {

    private static final int BLOCK = 8192;
    private static final long MAX_NANOS = 60_000_000_000L;

    private Machine() {}

    /** One line each: processor, memory, kernel, disk, versions. */
    public static List<String> describe(Workplace workplace, Service service) {
        try {
            FileStore disk = Files.getFileStore(workplace.directory());
            return List.of(
                    "Processor: " + first("/proc/cpuinfo", "model name") + ", "
                            + Runtime.getRuntime().availableProcessors() + " cores; memory "
                            + first("/proc/meminfo", "MemTotal"),
                    "Kernel: " + System.getProperty("os.name") + ' ' + System.getProperty("os.version") + ' '
                            + System.getProperty("os.arch") + "; file system " + disk.type(),
                    "Load average when the run began: "
                            + Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]
                            + " (well below 1 on a machine that does nothing else)",
                    "JDK: " + System.getProperty("java.vm.vendor") + ' ' + System.getProperty("java.runtime.version"),
                    "PostgreSQL: " + service.sql().text("show server_version") + ", fsync "
                            + service.sql().text("show fsync") + ", synchronous_commit "
                            + service.sql().text("show synchronous_commit"),
                    Programs.run("nginx", "-v").output().strip().replace("nginx version: ", "Receiver: ") + "; load: "
                            + Programs.run("wrk", "-v")
                                    .output()
                                    .lines()
                                    .findFirst()
                                    .orElse("wrk")
                                    .replaceAll(" Copyright.*", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(String file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    /** How long the disk takes to make a page durable, in nanoseconds: it bounds every answer from below. */
    public static Histogram fsyncNanos(Workplace workplace, int times) {
        Histogram nanos = new Histogram(MAX_NANOS, 3);
        Path file = workplace.path("fsync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < times; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                channel.force(false);
                nanos.recordValue(System.nanoTime() - start);
            }
            Files.delete(file);
            return nanos;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
