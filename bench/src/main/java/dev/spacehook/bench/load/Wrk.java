package dev.spacehook.bench.load;

import dev.spacehook.bench.machine.Programs;
import dev.spacehook.bench.machine.Workplace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Load from wrk: as many requests as its connections can carry. */
public final class Wrk {

    private static final Pattern RESULT =
            Pattern.compile("RESULT (\\d+) (\\d+) (\\d+) (\\d+) (\\d+\\.?\\d*) (\\d+\\.?\\d*)");

    /** Each thread begins elsewhere in the file of bodies, so that two do not send the same rooms at once. */
    private static final String SCRIPT = """
            local requests = {}
            local next_request = 0
            local threads = 0

            function setup(thread)
                thread:set("number", threads)
                threads = threads + 1
            end

            function init(args)
                local headers = {}
                for line in io.lines(args[1]) do
                    local name, value = line:match("^([^:]+): (.*)$")
                    headers[name] = value
                end
                for body in io.lines(args[2]) do
                    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
                end
                next_request = math.floor(number * #requests / tonumber(args[3]))
            end

            function request()
                next_request = next_request %% #requests + 1
                return requests[next_request]
            end

            function done(summary, latency, requests)
                local e = summary.errors
                io.write(string.format("RESULT %%d %%d %%d %%d %%.1f %%.1f\\n", summary.requests, summary.duration,
                    e.status, e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
            end
            """.replace("%%", "%");

    private final Workplace workplace;
    private final Path program;
    private final Path script;
    private int runs;

    public Wrk(Workplace workplace) {
        this.workplace = workplace;
        this.program = Programs.need("wrk", "wrk");
        this.script = workplace.write("load.lua", SCRIPT);
    }

    /**
     * What one run of wrk saw.
     *
     * @param requests answered, whatever with
     * @param refused of these, answered with 400 or above
     * @param broken connections that failed or timed out
     */
    public record Result(long requests, Duration duration, long refused, long broken, double p50Ms, double p99Ms) {
        public double perSecond() {
            return requests * 1e9 / duration.toNanos();
        }
    }

    /** What to send: where to, with which headers, which bodies in turn. */
    public record Load(String name, String url, Map<String, String> headers, List<String> bodies) {}

    /** Sends for that long over that many connections that are kept open. */
    public Result run(Load load, int connections, Duration duration) {
        Path headers = workplace.write(
                load.name() + ".headers",
                load.headers().entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue() + "\n")
                        .collect(Collectors.joining()));
        Path bodies = workplace.path(load.name() + ".bodies");
        if (!Files.exists(bodies)) {
            workplace.write(load.name() + ".bodies", String.join("\n", load.bodies()) + "\n");
        }
        int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        String name = "wrk-" + load.name() + "-" + ++runs;
        Process process = workplace.start(
                name,
                List.of(
                        program.toString(),
                        "-t" + threads,
                        "-c" + connections,
                        "-d" + duration.toSeconds() + "s",
                        "--timeout",
                        "30s",
                        "-s",
                        script.toString(),
                        load.url(),
                        "--",
                        headers.toString(),
                        bodies.toString(),
                        String.valueOf(threads)),
                Map.of());
        return result(process, workplace.log(name));
    }

    private static Result result(Process process, Path log) {
        try {
            process.waitFor();
            String output = Files.readString(log);
            Matcher matcher = RESULT.matcher(output);
            if (!matcher.find()) {
                throw new IllegalStateException("wrk failed: " + output);
            }
            return new Result(
                    Long.parseLong(matcher.group(1)),
                    Duration.ofNanos(Long.parseLong(matcher.group(2)) * 1000),
                    Long.parseLong(matcher.group(3)),
                    Long.parseLong(matcher.group(4)),
                    Double.parseDouble(matcher.group(5)) / 1000,
                    Double.parseDouble(matcher.group(6)) / 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
