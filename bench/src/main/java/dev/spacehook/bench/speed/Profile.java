package dev.spacehook.bench.speed;

import dev.spacehook.bench.machine.Programs;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Usage;
import dev.spacehook.bench.machine.Workplace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the CPU time goes. Samples say which part of the code a thread's time went to: the part of the topmost frame
 * that belongs to one. What the operating system counts for each thread says how much that is, and how much goes to
 * the collector and the compiler. PostgreSQL's processes are counted by what they work for.
 */
final class Profile {

    /** The longest prefix that fits a frame's class, or class and method, decides. */
    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("com.fasterxml.jackson", "JSON"),
            Map.entry("dev.spacehook.intake.EventReader", "JSON"),
            Map.entry("dev.spacehook.intake.EventBatch", "JSON"),
            Map.entry("dev.spacehook.identity", "tokens"),
            Map.entry("org.jose4j", "tokens"),
            Map.entry("dev.spacehook.delivery.SignedRequest", "signing"),
            Map.entry("javax.crypto", "signing"),
            Map.entry("com.sun.crypto.provider", "signing"),
            Map.entry("dev.spacehook.delivery.Sender", "signing"),
            Map.entry("org.postgresql", "database client"),
            Map.entry("dev.spacehook.storage", "database client"),
            Map.entry("dev.spacehook.journal", "journal and outcomes"),
            Map.entry("dev.spacehook.delivery.Outcome", "journal and outcomes"),
            Map.entry("dev.spacehook.delivery", "lanes"),
            Map.entry("dev.spacehook.intake", "intake"),
            Map.entry("dev.spacehook.webhook", "intake"),
            Map.entry("dev.spacehook.history", "intake"),
            Map.entry("dev.spacehook.telemetry", "telemetry"),
            Map.entry("io.micrometer", "telemetry"),
            Map.entry("dev.spacehook.egress", "HTTP out"),
            Map.entry("io.vertx.core.http.impl.Http1xClient", "HTTP out"),
            Map.entry("io.vertx.core.http.impl.HttpClient", "HTTP out"),
            Map.entry("io.vertx.core.http.impl.Client", "HTTP out"),
            Map.entry("io.vertx.core.http.impl.pool", "HTTP out"),
            Map.entry("io.netty.handler.codec.http.HttpClientCodec", "HTTP out"),
            Map.entry("io.netty.handler.codec.http.HttpRequestEncoder", "HTTP out"),
            Map.entry("io.netty.handler.codec.http.HttpResponseDecoder", "HTTP out"),
            Map.entry("io.vertx.core.http.impl.Http1xServer", "HTTP in"),
            Map.entry("io.vertx.core.http.impl.HttpServer", "HTTP in"),
            Map.entry("io.vertx.core.http.impl.Http1xUpgrade", "HTTP in"),
            Map.entry("io.vertx.core.http.impl.VertxHttpRequestDecoder", "HTTP in"),
            Map.entry("io.vertx.core.http.impl.VertxHttpResponseEncoder", "HTTP in"),
            Map.entry("io.netty.handler.codec.http.HttpServerCodec", "HTTP in"),
            Map.entry("io.netty.handler.codec.http.HttpRequestDecoder", "HTTP in"),
            Map.entry("io.netty.handler.codec.http.HttpResponseEncoder", "HTTP in"),
            Map.entry("io.quarkus", "HTTP in"),
            Map.entry("io.vertx.ext.web", "HTTP in"),
            Map.entry("dev.spacehook.api", "HTTP in"),
            Map.entry("io.netty.channel.epoll.Native.epollWait", "waiting for sockets"),
            Map.entry("io.netty.channel.epoll.EpollEventLoop", "event loop, sockets"));

    private static final String OTHER = "other";
    private static final List<String> SAMPLES = List.of("jdk.CPUTimeSample", "jdk.ExecutionSample");
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.CPUTimeSample">
                <setting name="enabled">true</setting>
                <setting name="throttle">5ms</setting>
              </event>
            </configuration>
            """;

    private final Service service;
    private final Path recording;
    private final Map<String, Long> threadsBefore;
    private final Map<String, Long> databaseBefore;

    private Profile(Workplace workplace, Service service) {
        this.service = service;
        this.recording = workplace.path("profile.jfr");
        Path settings = workplace.write("profile.jfc", SETTINGS);
        jcmd("JFR.configure", "stackdepth=160");
        jcmd("JFR.start", "name=bench", "settings=" + settings);
        this.threadsBefore = Usage.threadCpuMicros(service.pid());
        this.databaseBefore = databaseMicros();
    }

    /** Begins to record. */
    static Profile begin(Workplace workplace, Service service) {
        return new Profile(workplace, service);
    }

    private void jcmd(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(service.pid())));
        command.addAll(List.of(arguments));
        Programs.Result result = Programs.run(command);
        if (!result.isSuccess()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result.output());
        }
    }

    /** Ends the recording: microseconds of CPU per event by part, the largest first. */
    Map<String, Double> end(long events) {
        Map<String, Long> threads = minus(Usage.threadCpuMicros(service.pid()), threadsBefore);
        Map<String, Long> database = minus(databaseMicros(), databaseBefore);
        jcmd("JFR.stop", "name=bench", "filename=" + recording);
        Map<String, Double> micros = new TreeMap<>();
        share(samples(), threads, micros);
        database.forEach((name, used) -> micros.merge("PostgreSQL: " + name, (double) used, Double::sum));
        Map<String, Double> perEvent = new LinkedHashMap<>();
        micros.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> perEvent.put(entry.getKey(), entry.getValue() / events));
        return perEvent;
    }

    /** Time of threads that run Java goes by the samples, that of the others by their name. */
    private static void share(Map<String, Long> samples, Map<String, Long> threads, Map<String, Double> micros) {
        double java = 0;
        for (var thread : threads.entrySet()) {
            String part = ofTheMachine(thread.getKey());
            if (part == null) {
                java += thread.getValue();
            } else {
                micros.merge(part, (double) thread.getValue(), Double::sum);
            }
        }
        double all = samples.values().stream().mapToLong(Long::longValue).sum();
        for (var sample : samples.entrySet()) {
            micros.merge(sample.getKey(), java * sample.getValue() / Math.max(1, all), Double::sum);
        }
    }

    private static @Nullable String ofTheMachine(String thread) {
        if (thread.startsWith("GC ") || thread.startsWith("G1 ") || thread.equals("VM Thread")) {
            return "garbage collection";
        }
        if (thread.startsWith("C1 Comp") || thread.startsWith("C2 Comp")) {
            return "compiler";
        }
        return thread.startsWith("JFR ") || thread.startsWith("VM Periodic") ? "profiling" : null;
    }

    private Map<String, Long> samples() {
        Map<String, Map<String, Long>> byKind = new TreeMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                byKind.computeIfAbsent(event.getEventType().getName(), _ -> new TreeMap<>())
                        .merge(part(event.getStackTrace()), 1L, Long::sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SAMPLES.stream()
                .filter(byKind::containsKey)
                .findFirst()
                .map(byKind::get)
                .orElse(Map.of());
    }

    private static String part(@Nullable RecordedStackTrace stack) {
        if (stack == null) {
            return OTHER;
        }
        return stack.getFrames().stream()
                .map(Profile::part)
                .filter(part -> !part.equals(OTHER))
                .findFirst()
                .orElse(OTHER);
    }

    private static String part(RecordedFrame frame) {
        String name =
                frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
        String best = "";
        for (String prefix : PARTS.keySet()) {
            if (name.startsWith(prefix) && prefix.length() > best.length()) {
                best = prefix;
            }
        }
        return PARTS.getOrDefault(best, OTHER);
    }

    private Map<String, Long> databaseMicros() {
        Map<String, Long> micros = new TreeMap<>();
        service.sql()
                .rows("select pid, coalesce(nullif(application_name, ''), backend_type) from pg_stat_activity")
                .forEach(
                        row -> micros.merge(row.getLast(), Usage.cpuMicros(Long.parseLong(row.getFirst())), Long::sum));
        return micros;
    }

    private static Map<String, Long> minus(Map<String, Long> after, Map<String, Long> before) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((name, used) -> {
            long more = used - before.getOrDefault(name, 0L);
            if (more > 0) {
                difference.put(name, more);
            }
        });
        return difference;
    }

    /** The table of the report. */
    static String table(Map<String, Double> single, Map<String, Double> arrays) {
        StringBuilder text = new StringBuilder("""
                | part | µs per event, single | µs per event, arrays of 100 |
                |---|---:|---:|
                """);
        Map<String, Double> all = new LinkedHashMap<>(single);
        arrays.forEach(all::putIfAbsent);
        for (String part : all.keySet()) {
            double one = single.getOrDefault(part, 0.0);
            double many = arrays.getOrDefault(part, 0.0);
            if (one >= 0.05 || many >= 0.05) {
                text.append("| ")
                        .append(part)
                        .append(" | ")
                        .append(Figure.number(one))
                        .append(" | ")
                        .append(Figure.number(many))
                        .append(" |\n");
            }
        }
        return text.toString();
    }
}
