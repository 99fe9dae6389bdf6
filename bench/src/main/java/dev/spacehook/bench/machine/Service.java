package dev.spacehook.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process, with the options that {@code ./spacehook serve} gives it. Not thread-safe. */
public final class Service {

    public static final String CLIENT_ID = "bench";
    public static final String CLIENT_SECRET = "bench-client-secret";

    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    /** The script's own function decides about memory, so that what is measured is what people run. */
    private static final String SCRIPT = """
            . "$0/.bin/common.sh"; service_options; \
            exec "$JAVA_HOME/bin/java" "${java_options[@]}" ${JAVA_OPTS:-} -jar "$service_jar" serve""";

    private final Workplace workplace;
    private final String name;
    private final Map<String, String> environment;
    private final int port;
    private final int managementPort;
    private Process process;
    private Duration startTime = Duration.ZERO;

    private Service(Workplace workplace, String name, Map<String, String> environment) {
        this.workplace = workplace;
        this.name = name;
        this.port = workplace.freePort();
        this.managementPort = workplace.freePort();
        this.environment = new HashMap<>(Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "SPACEHOOK_HTTP_HOST",
                "127.0.0.1",
                "SPACEHOOK_HTTP_PORT",
                String.valueOf(port),
                "SPACEHOOK_MANAGEMENT_PORT",
                String.valueOf(managementPort),
                "SPACEHOOK_DATA_DIR",
                dataDir(workplace, name).toString(),
                "SPACEHOOK_CLIENT_ID",
                CLIENT_ID,
                "SPACEHOOK_CLIENT_SECRET",
                CLIENT_SECRET,
                "SPACEHOOK_EGRESS_REQUIRE_HTTPS",
                "false",
                "SPACEHOOK_EGRESS_ALLOW",
                "127.0.0.0/8,localhost"));
        this.environment.putAll(environment);
        this.process = launch();
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param name of its data directory and its log, unique in the workplace
     * @param environment what differs from the defaults here
     */
    public static Service start(Workplace workplace, String name, Map<String, String> environment) {
        Service service = launch(workplace, name, environment);
        service.awaitReady();
        return service;
    }

    /** As {@link #start}, without the wait. */
    public static Service launch(Workplace workplace, String name, Map<String, String> environment) {
        Checkout.service();
        Service service = new Service(workplace, name, environment);
        workplace.atEnd(service::killDatabase);
        return service;
    }

    private static Path dataDir(Workplace workplace, String name) {
        return workplace.path(name + "-data");
    }

    private Process launch() {
        return workplace.start(
                name, List.of("bash", "-c", SCRIPT, Checkout.root().toString()), environment);
    }

    /** Starts the process again, after it has ended, and waits until it is ready. */
    public void restart() {
        launchAgain();
        awaitReady();
    }

    /** As {@link #restart}, without the wait. */
    public void launchAgain() {
        process = launch();
    }

    /** How long the last start took until the service said it was ready. */
    public Duration startTime() {
        return startTime;
    }

    /** @throws IllegalStateException with the end of its log if it ends, or takes too long */
    public void awaitReady() {
        long began = System.nanoTime();
        boolean ready = Waiting.until(START_PATIENCE, () -> isReady() || !process.isAlive());
        startTime = Duration.ofNanos(System.nanoTime() - began);
        if (!ready || !process.isAlive()) {
            throw new IllegalStateException("The service did not start: " + endOfLog());
        }
    }

    public boolean isReady() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) managementUri("/health/ready").toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The last lines it printed. */
    public String endOfLog() {
        try {
            String all = Files.readString(workplace.log(name));
            return all.substring(Math.max(0, all.length() - 3000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path dataDir() {
        return dataDir(workplace, name);
    }

    /** The first process of its embedded PostgreSQL, as the file in its directory says; 0 if there is none. */
    public long databasePid() {
        return Long.parseLong(pidFile().getOrDefault(0, "0"));
    }

    /** How to reach its embedded PostgreSQL as its superuser. */
    public Sql sql() {
        try {
            String password =
                    Files.readString(dataDir().resolve("database-password")).strip();
            return new Sql(
                    Integer.parseInt(Objects.requireNonNull(pidFile().get(3))), "spacehook", "postgres", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Integer, String> pidFile() {
        Map<Integer, String> lines = new HashMap<>();
        try {
            for (String line : Files.readAllLines(dataDir().resolve("database/postmaster.pid"))) {
                lines.put(lines.size(), line.strip());
            }
        } catch (IOException e) {
            // there is none, or none yet
        }
        return lines;
    }

    /** {@code kill -9} of the service alone. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** {@code kill -9} of PostgreSQL: its first process and all others. */
    public void killDatabase() {
        long pid = databasePid();
        if (pid > 0) {
            // stopped before, so that it starts no others meanwhile
            Signals.send("STOP", pid);
            Signals.sendToTree("KILL", pid);
        }
    }

    /** {@code kill -9} of PostgreSQL's first process alone: the others live on for a moment. */
    public void killPostmaster() {
        long pid = databasePid();
        if (pid > 0) {
            Signals.send("KILL", pid);
        }
    }

    /** SIGTERM, and the exit status. */
    public int stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The service does not stop: " + endOfLog());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
