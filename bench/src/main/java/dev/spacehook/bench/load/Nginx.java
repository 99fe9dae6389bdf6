package dev.spacehook.bench.load;

import dev.spacehook.bench.machine.Programs;
import dev.spacehook.bench.machine.Waiting;
import dev.spacehook.bench.machine.Workplace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Receivers that answer 204 as quickly as this machine can, and count what they got. */
public final class Nginx {

    private static final Pattern COUNTS = Pattern.compile("(\\d+) (\\d+) (\\d+)\\s");
    private static final String CONFIGURATION = """
            daemon off;
            user root;
            worker_processes {workers};
            pid {directory}/nginx.pid;
            error_log stderr warn;
            events { worker_connections 4096; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                keepalive_timeout 600s;
                client_body_temp_path {directory}/nginx-body;
                proxy_temp_path {directory}/nginx-body;
                fastcgi_temp_path {directory}/nginx-body;
                uwsgi_temp_path {directory}/nginx-body;
                scgi_temp_path {directory}/nginx-body;
                server {
            {listen}
                    location / { return 204; }
                    location = /count { stub_status; }
                }
            }
            """;

    private final List<Integer> ports;
    private long polls;

    private Nginx(List<Integer> ports) {
        this.ports = ports;
    }

    /** @param ports how many addresses to listen on: receivers, as a sender sees them */
    public static Nginx start(Workplace workplace, int ports) {
        Path program = Programs.need("nginx", "nginx-light");
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            free.add(workplace.freePort());
        }
        Path file = workplace.write("nginx.conf", configuration(workplace, free));
        workplace.start(
                "nginx",
                List.of(program.toString(), "-p", workplace.directory().toString(), "-c", file.toString()),
                Map.of());
        Nginx nginx = new Nginx(free);
        if (!Waiting.until(Duration.ofSeconds(10), nginx::isUp)) {
            throw new IllegalStateException("nginx does not start; see " + workplace.log("nginx"));
        }
        return nginx;
    }

    private static String configuration(Workplace workplace, List<Integer> ports) {
        String listen = ports.stream()
                .map(port -> "        listen 127.0.0.1:" + port + " backlog=4096;")
                .collect(Collectors.joining("\n"));
        String text = CONFIGURATION
                .replace("{workers}", String.valueOf(Runtime.getRuntime().availableProcessors()))
                .replace("{directory}", workplace.directory().toString())
                .replace("{listen}", listen);
        return Programs.isRoot() ? text : text.replace("user root;\n", "");
    }

    private boolean isUp() {
        try {
            posts();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The address of receiver {@code i}; any number, they are used in turn. */
    public String url(int i) {
        return "http://127.0.0.1:" + ports.get(i % ports.size()) + "/hooks/" + i;
    }

    /** Requests served so far, without those that ask for this number. */
    public long posts() {
        try (var answer = URI.create("http://127.0.0.1:" + ports.getFirst() + "/count")
                .toURL()
                .openStream()) {
            String text = new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
            polls++;
            Matcher matcher = COUNTS.matcher(text);
            if (!matcher.find()) {
                throw new IllegalStateException("not nginx's counts: " + text);
            }
            return Long.parseLong(matcher.group(3)) - polls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
