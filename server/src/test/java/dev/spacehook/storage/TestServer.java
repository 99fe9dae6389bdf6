package dev.spacehook.storage;

import dev.spacehook.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.Driver;

/** The one server of a JVM's tests, started at first use, and the migrated template of its databases. */
final class TestServer {

    private static final String EXTERNAL = "spacehook.test.postgres";

    private final Endpoint administrator;
    private final String owner;
    private final String template = "template_" + UUID.randomUUID().toString().replace("-", "");

    private static final class Holder {
        static final TestServer INSTANCE = start();
    }

    private TestServer(Endpoint administrator, String owner) {
        this.administrator = administrator;
        this.owner = owner;
        createEmptyDatabase(template);
        new Migrations(endpoint(template)).run();
    }

    static TestServer get() {
        return Holder.INSTANCE;
    }

    private static TestServer start() {
        String url = System.getProperty(EXTERNAL);
        if (url == null || url.isBlank()) {
            return startEmbedded();
        }
        return url.startsWith("/")
                ? new TestServer(InstalledPostgres.start(Path.of(url)), Cluster.SUPERUSER)
                : useExternal(url);
    }

    private static TestServer startEmbedded() {
        Path directory = temporaryDirectory();
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            postgres.close();
            delete(directory);
        }));
        return new TestServer(postgres.endpoint(Cluster.SUPERUSER, "postgres"), Cluster.NAME);
    }

    private static TestServer useExternal(String url) {
        Properties parsed = Objects.requireNonNull(Driver.parseURL(url, new Properties()), url);
        String user = parsed.getProperty("user");
        String base = url.replaceAll("\\?.*", "");
        TestServer server =
                new TestServer(new Endpoint(base, base, user, new Secret(parsed.getProperty("password", ""))), user);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.dropDatabase(server.template)));
        return server;
    }

    /** A data directory that finds PostgreSQL's programs already unpacked: once for all runs. */
    static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("spacehook-test");
            Path unpacked = Files.createDirectories(Path.of(System.getProperty("basedir", "."), "target"));
            Files.createSymbolicLink(
                    directory.resolve(PostgresBinaries.DIRECTORY), PostgresBinaries.in(unpacked.toRealPath()));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try {
            PrivateFiles.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint endpoint(String database) {
        String url = administrator.url().replaceAll("/[^/?]*(\\?.*)?$", "/" + database + "$1");
        return new Endpoint(url, url, owner, administrator.password());
    }

    void createDatabase(String name) {
        createEmpty(name, template);
    }

    void createEmptyDatabase(String name) {
        createEmpty(name, "template1");
    }

    private void createEmpty(String name, String from) {
        administer("create database " + name + " template " + from + " owner " + owner);
    }

    void dropDatabase(String name) {
        administer("drop database if exists " + name + " with (force)");
    }

    private void administer(String sql) {
        try (Connection connection = administrator.openDirect("spacehook-test")) {
            TestDatabase.execute(connection, sql);
        } catch (SQLException e) {
            throw StorageException.of(e);
        }
    }
}
