package dev.spacehook.storage;

import dev.spacehook.config.Secret;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A server of its own from a distribution's package, for as long as this JVM lives. */
final class InstalledPostgres {
    private static final String PASSWORD = "password-of-the-tests";

    private final Path programs;
    private final Unprivileged unprivileged = Unprivileged.detect();
    private final Path directory;
    private final int port;

    private InstalledPostgres(Path programs) throws IOException {
        this.programs = programs;
        this.directory = Files.createTempDirectory("spacehook-postgres");
        this.port = freePort();
        initialize();
        Process server = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
    }

    /** @param programs the directory with {@code initdb} and {@code postgres} */
    static Endpoint start(Path programs) {
        try {
            InstalledPostgres postgres = new InstalledPostgres(programs);
            Endpoint endpoint = postgres.endpoint();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answers(endpoint));
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialize() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        unprivileged.own(directory);
        Commands.Result result = Commands.run(
                unprivileged.command(List.of(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data(),
                        "--username=" + Cluster.SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--no-sync")),
                "");
        if (!result.isSuccess()) {
            throw new IllegalStateException(result.output());
        }
    }

    private Process launch() throws IOException {
        File log = directory.resolve("log").toFile();
        return Commands.builder(unprivileged.command(List.of(
                        programs.resolve("postgres").toString(),
                        "-D",
                        data(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=")))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private Endpoint endpoint() {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable&gssEncMode=disable";
        return new Endpoint(url, url, Cluster.SUPERUSER, new Secret(PASSWORD));
    }

    private static boolean answers(Endpoint endpoint) {
        try {
            endpoint.openDirect("spacehook-test").close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void stop(Process server) {
        Commands.signal("INT", server.pid());
        server.onExit().join();
        TestServer.delete(directory);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
