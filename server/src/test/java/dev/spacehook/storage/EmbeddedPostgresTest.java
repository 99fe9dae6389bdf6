package dev.spacehook.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spacehook.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    /** The files of a database, made once: most tests begin where there are some. */
    private static Path prepared;

    private Path dataDir;

    @BeforeAll
    static void prepare() {
        prepared = TestServer.temporaryDirectory();
        EmbeddedPostgres.start(prepared).close();
    }

    @AfterAll
    static void deletePrepared() {
        TestServer.delete(prepared);
    }

    @BeforeEach
    void copyPrepared() {
        dataDir = TestServer.temporaryDirectory();
        for (String name : List.of("database", "database-password")) {
            Commands.run(List.of("cp", "-a", prepared.resolve(name).toString(), dataDir.toString()), "");
        }
    }

    @AfterEach
    void deleteDataDirectory() {
        TestServer.delete(dataDir);
    }

    @Test
    void keepsWhatAKilledProcessCommittedAndNeverAdoptsItsServer() throws Exception {
        long leftOver;
        try (OwningProcess owner = OwningProcess.start(dataDir)) {
            leftOver = owner.pidLine();
            long guard = owner.pidLine();
            owner.execute("create table note as select 1 as id");
            Commands.signal("KILL", guard);
            owner.kill();
        }
        assertThat(isRunning(leftOver)).isTrue();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir)) {
            assertThat(isRunning(leftOver)).isFalse();
            assertThat(query(postgres, "select id from note")).isEqualTo("1");
        }
    }

    /** An ended process nobody has waited for yet has no command any more. */
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    @Test
    void recoversWhenServerAndProcessWereKilled() throws Exception {
        try (OwningProcess owner = OwningProcess.start(dataDir)) {
            long server = owner.pidLine();
            long guard = owner.pidLine();
            owner.execute("create table note as select 1 as id");
            Commands.signal("KILL", guard);
            // stopped first, so that it does not start the server again
            Commands.signal("STOP", owner.pid());
            Commands.signal("KILL", server);
            owner.kill();
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir)) {
            assertThat(query(postgres, "select id from note")).isEqualTo("1");
        }
    }

    @Test
    void startsAfterAKillDuringTheFirstInitdb() throws Exception {
        TestServer.delete(dataDir.resolve("database"));
        try (OwningProcess owner = OwningProcess.start(dataDir)) {
            await().pollInterval(Duration.ofMillis(5)).until(() -> isInitializing(dataDir));
            owner.kill();
        }
        assertThat(dataDir.resolve("database")).doesNotExist();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir)) {
            assertThat(query(postgres, "select current_database()")).isEqualTo("spacehook");
        }
        EmbeddedPostgres.start(dataDir).close();
        assertThat(isInitializing(dataDir)).isFalse();
    }

    private static boolean isInitializing(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.list(dataDir)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("database.new"));
        }
    }

    @Test
    void stopsTheServerWhenTheProcessIsKilled() throws Exception {
        try (OwningProcess owner = OwningProcess.start(dataDir)) {
            long server = owner.pidLine();
            owner.kill();
            await().until(() -> !isRunning(server));
        }
    }

    @Test
    void refusesASecondProcess() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir);
                OwningProcess second = OwningProcess.start(dataDir)) {
            assertThat(second.line())
                    .contains(dataDir.toString())
                    .contains("in use by process " + ProcessHandle.current().pid());
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void freesTheDirectoryWhenClosed() {
        EmbeddedPostgres.start(dataDir).close();
        EmbeddedPostgres.start(dataDir).close();
    }

    @Test
    void startsAServerThatDiedAgainAndThePoolHeals() {
        try (Database database = new Database(Settings.from(Map.of("SPACEHOOK_DATA_DIR", dataDir.toString())))) {
            EmbeddedPostgres postgres = database.embedded().orElseThrow();
            int port = postgres.port();
            long died = postgres.pid();
            Commands.signal("KILL", died);
            await().until(() -> postgres.pid() != died);
            await().ignoreExceptionsInstanceOf(StorageException.class).until(() -> answers(database));
            assertThat(postgres.port()).isEqualTo(port);
        }
    }

    @Test
    void thePoolHealsAfterAnOutage() {
        try (Database database = new Database(Settings.from(Map.of("SPACEHOOK_DATA_DIR", dataDir.toString())))) {
            database.check();
            EmbeddedPostgres postgres = database.embedded().orElseThrow();
            postgres.pause();
            assertThatThrownBy(database::check)
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.isUnavailable()).isTrue());
            postgres.resume();
            await().ignoreExceptionsInstanceOf(StorageException.class).until(() -> answers(database));
        }
    }

    private static boolean answers(Database database) {
        database.check();
        return true;
    }

    @Test
    void ignoresAPidFileThatNamesAnotherProcess() throws IOException {
        Files.writeString(
                dataDir.resolve("database/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + dataDir.resolve("database") + "\n");
        EmbeddedPostgres.start(dataDir).close();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void refusesFilesOfAnotherMajorVersion() throws IOException {
        Files.writeString(dataDir.resolve("database/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir)).hasMessageContaining("was made by PostgreSQL 17");
    }

    @Test
    void keepsItsFilesToItself() throws Exception {
        assertThat(mode(PrivateFiles.directory(dataDir.resolve("new")))).isEqualTo("rwx------");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir)) {
            assertThat(mode(dataDir.resolve("database"))).isEqualTo("rwx------");
            assertThat(mode(dataDir.resolve("database-password"))).isEqualTo("rw-------");
            assertThat(query(postgres, "show server_version")).isEqualTo("18.1");
        }
    }

    @Test
    void asksForThePasswordAndIsNoSuperuser() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dataDir)) {
            Endpoint good = postgres.endpoint();
            Endpoint bad =
                    new Endpoint(good.url(), good.directUrl(), good.user(), new dev.spacehook.config.Secret("guessed"));
            assertThatThrownBy(() -> bad.openDirect("test")).hasMessageContaining("password authentication failed");
            assertThat(query(postgres, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    @Test
    void runsUnderAnotherAccountWhereNamespacesAreForbidden() throws SQLException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only for root");
        Unprivileged account = Unprivileged.account().orElseThrow();
        Unprivileged usual = Unprivileged.detect();
        Path own = dataDir.resolve("own");
        open(dataDir);
        EmbeddedPostgres.start(own, Duration.ZERO, account).close();
        EmbeddedPostgres.start(own, Duration.ZERO, usual).close();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(own, Duration.ZERO, account)) {
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void saysWhichDirectoryTheAccountCannotReach() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only for root");
        Unprivileged account = Unprivileged.account().orElseThrow();
        assertThatThrownBy(() -> EmbeddedPostgres.start(dataDir.resolve("own"), Duration.ZERO, account))
                .hasMessageContaining("cannot reach " + dataDir.resolve("own"));
    }

    private static void open(Path directory) {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void boundsTheLog() throws IOException {
        ServerLog log = new ServerLog(dataDir.resolve("postgresql.log"));
        try (var file = Files.newByteChannel(
                log.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            file.position(ServerLog.MAX_BYTES);
            file.write(java.nio.ByteBuffer.wrap("last\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        log.rotateIfLong();
        assertThat(log.file()).isEmptyFile();
        assertThat(log.older()).exists();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.endpoint().openDirect("test");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
