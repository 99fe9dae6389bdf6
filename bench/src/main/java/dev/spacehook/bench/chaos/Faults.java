package dev.spacehook.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spacehook.bench.load.Api;
import dev.spacehook.bench.load.World;
import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Signals;
import dev.spacehook.bench.machine.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Everything that is broken on purpose. */
final class Faults {

    /** To one service on its embedded PostgreSQL. */
    static final List<Fault> EMBEDDED = List.of(
            Fault.quick("kill-service", Faults::killService),
            Fault.quick("kill-database", Faults::killDatabase),
            Fault.quick("kill-both", Faults::killBoth),
            Fault.quick("kill-both-firsts", Faults::killBothFirsts),
            Fault.quick("kill-backend", Faults::killBackend),
            Fault.quick("stop-database", Faults::stopEmbedded),
            Fault.quick("cut-connections", Faults::cutConnections),
            Fault.quick("cut-commits", Faults::cutCommits),
            Fault.quick("use-up-connections", Faults::useUpConnections),
            Fault.quick("pause-database", stage -> pauseDatabase(stage, Duration.ofSeconds(4))),
            Fault.quick("terminate", Faults::terminate),
            Fault.quick("poison-rows", Faults::poisonRows),
            Fault.slow("pause-database-long", stage -> pauseDatabase(stage, Stage.MARGIN.plusSeconds(20))),
            Fault.slow("pause-service-long", Faults::pauseService),
            Fault.slow("clock-back", Faults::clockBack),
            Fault.slow("clock-ahead", Faults::clockAhead));

    /** To three services on one PostgreSQL. */
    static final List<Fault> SHARED = List.of(
            Fault.quick("nodes-kill-one", Faults::killOneOfThree),
            Fault.quick("nodes-database-away", Faults::databaseAway),
            Fault.quick("nodes-cut-connections", Faults::cutConnections),
            Fault.quick("nodes-block-everywhere", Faults::blockHoldsEverywhere),
            Fault.slow("nodes-kill-database", Faults::killSharedDatabase),
            Fault.slow("nodes-pause-database", stage -> pauseDatabase(stage, Duration.ofSeconds(30))),
            Fault.slow("nodes-pause-one-long", Faults::pauseOneOfThree));

    private static final List<String> CONNECTIONS = List.of(
            "spacehook-journal",
            "spacehook-outcomes",
            "spacehook-claimer",
            "spacehook-sweep",
            "spacehook-listener",
            "spacehook");
    private static final String OF_SERVICE =
            "application_name like 'spacehook%' and application_name <> 'spacehook-bench'";
    private static final Duration AGAIN = Duration.ofSeconds(2);
    /** For the measuring itself, on a machine that others use too. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private Faults() {}

    private static void killService(Stage stage) {
        Service node = stage.node();
        node.kill();
        node.restart();
        acceptsAgain(stage, System.nanoTime());
    }

    private static void killDatabase(Stage stage) {
        stage.node().killDatabase();
        acceptsAgain(stage, stage.awaitDatabase());
    }

    private static void killBoth(Stage stage) {
        Service node = stage.node();
        node.killDatabase();
        node.kill();
        node.restart();
        acceptsAgain(stage, System.nanoTime());
    }

    /** PostgreSQL's other processes are still there when the service starts again. */
    private static void killBothFirsts(Stage stage) {
        Service node = stage.node();
        node.kill();
        node.killPostmaster();
        node.restart();
        acceptsAgain(stage, System.nanoTime());
    }

    /** One of PostgreSQL's processes: it then throws all clients out and recovers. */
    private static void killBackend(Stage stage) {
        long pid = stage.sql().number("""
                select pid from pg_stat_activity
                where application_name like 'spacehook%' and pid <> pg_backend_pid() order by random() limit 1
                """);
        Signals.send("KILL", pid);
        acceptsAgain(stage, stage.awaitDatabase());
    }

    private static void stopEmbedded(Stage stage) {
        Signals.send("INT", stage.databasePid());
        acceptsAgain(stage, stage.awaitDatabase());
    }

    private static void cutConnections(Stage stage) {
        for (String name : CONNECTIONS) {
            terminate(stage, "application_name = '" + name + "'");
            Waiting.pause(Duration.ofMillis(200));
        }
        acceptsAgain(stage, System.nanoTime());
    }

    /** Again and again, so that some are met between the commit's write and its answer. */
    private static void cutCommits(Stage stage) {
        long cut = 0;
        for (int i = 0; i < 40; i++) {
            cut += terminate(
                    stage,
                    OF_SERVICE + " and state = 'active' and "
                            // the journal's single statement commits by itself: it is met while it waits for the disk
                            + "(query ilike 'commit%' or wait_event ilike 'walsync' or wait_event ilike 'walwrite')");
            Waiting.pause(Duration.ofMillis(25));
        }
        stage.findings().note(cut + " connections were cut in COMMIT");
        acceptsAgain(stage, System.nanoTime());
    }

    private static long terminate(Stage stage, String condition) {
        return stage.sql()
                .number(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and "
                                + condition);
    }

    /** All slots are taken, those kept for administrators too; then the service loses its own. */
    private static void useUpConnections(Stage stage) {
        List<Connection> taken = new ArrayList<>();
        try {
            takeAll(stage, taken);
            throwOutService(taken.getFirst());
            takeAll(stage, taken);
            stage.findings().note(taken.size() + " connections taken");
            Waiting.pause(Duration.ofSeconds(3));
        } finally {
            taken.forEach(Faults::close);
        }
        acceptsAgain(stage, stage.awaitDatabase());
    }

    private static void takeAll(Stage stage, List<Connection> taken) {
        var sql = stage.sql();
        try {
            while (true) {
                taken.add(DriverManager.getConnection(
                        sql.url() + "?sslmode=disable&ApplicationName=taken", sql.user(), sql.password()));
            }
        } catch (SQLException e) {
            stage.findings().expect("53300".equals(e.getSQLState()), "not all connections could be taken: " + e);
        }
    }

    private static void throwOutService(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where " + OF_SERVICE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server has closed it already
        }
    }

    private static void pauseDatabase(Stage stage, Duration duration) {
        long pid = stage.databasePid();
        Signals.sendToTree("STOP", pid);
        Waiting.pause(duration);
        Signals.sendToTree("CONT", pid);
        acceptsAgain(stage, stage.awaitDatabase());
    }

    private static void pauseService(Stage stage) {
        pauseOne(stage);
        // no promise of time: what has queued in its sockets meanwhile comes first
        noteAcceptance(stage, System.nanoTime());
        stage.probe().forget();
    }

    private static void pauseOneOfThree(Stage stage) {
        pauseOne(stage);
        acceptsAgain(stage, System.nanoTime());
        stage.probe().forget();
    }

    /** For longer than the sweep's margin: the others take over what it had, and it must not send that again. */
    private static void pauseOne(Stage stage) {
        long pid = stage.node().pid();
        Signals.send("STOP", pid);
        Waiting.pause(Stage.MARGIN.plusSeconds(20));
        Signals.send("CONT", pid);
    }

    /** SIGTERM under load. */
    private static void terminate(Stage stage) {
        Service node = stage.node();
        int status = node.stop();
        stage.findings().expect(status == 0, "SIGTERM under load: exit status " + status + " instead of 0");
        node.restart();
        acceptsAgain(stage, System.nanoTime());
    }

    /** Rows that the database refuses, in the middle of batches: events of one caller, and outcomes with an answer. */
    private static void poisonRows(Stage stage) {
        long poisoned = Long.MAX_VALUE;
        refuse(stage, "event", "record_id <> '" + World.recordId(poisoned) + "'");
        refuse(stage, "attempt", "answer is null");
        String since = stage.idOfNow();
        try {
            // again where a caller hears 503: a machine may be too slow for the two seconds
            boolean alone = IntStream.range(0, 5)
                    .allMatch(_ -> Waiting.until(Duration.ofSeconds(20), () -> isRefusedAlone(stage, poisoned)));
            stage.findings().expect(alone, "a poisoned event is not refused alone");
            String until = stage.idOfNow();
            boolean written = Waiting.until(Duration.ofSeconds(20), () -> stage.leftBehind(since, until) == 0);
            stage.findings().expect(written, "poisoned outcomes keep themselves or others from being written");
            long bare = stage.sql()
                    .number("select count(*) from attempt where status_code = 500 and answer is null and event_id >= '"
                            + since + "'");
            stage.findings().note(bare + " outcomes were written bare");
            stage.findings().expect(bare > 0, "no poisoned outcome was written bare");
        } finally {
            stage.sql().execute("alter table event drop constraint poison");
            stage.sql().execute("alter table attempt drop constraint poison");
        }
        acceptsAgain(stage, System.nanoTime());
    }

    private static void refuse(Stage stage, String table, String unless) {
        stage.sql().execute("alter table " + table + " add constraint poison check (" + unless + ") not valid");
    }

    /** Whether its own caller hears 422, and of an array's events it alone is rejected. */
    private static boolean isRefusedAlone(Stage stage, long poisoned) {
        String event = stage.world().event(poisoned);
        String sound = stage.world().event(Integer.MAX_VALUE);
        CompletableFuture<HttpResponse<String>> single = postSoon(stage, event);
        CompletableFuture<HttpResponse<String>> array = postSoon(stage, "[" + sound + "," + event + "," + sound + "]");
        // meanwhile a batch gathers around them
        stage.sql().execute("do 'begin lock table event in share mode; perform pg_sleep(0.2); end'");
        JsonNode items = Api.parse(array.join().body()).path("items");
        return single.join().statusCode() == 422
                && Api.parse(single.join().body()).path("code").asText().equals("bad_field")
                && items.findValuesAsText("status").equals(List.of("accepted", "rejected", "accepted"));
    }

    private static CompletableFuture<HttpResponse<String>> postSoon(Stage stage, String events) {
        Api api = stage.api();
        return CompletableFuture.supplyAsync(
                () -> post(api, events),
                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, Thread::startVirtualThread));
    }

    private static void clockBack(Stage stage) {
        stage.moveClock("-1 hour");
        Waiting.pause(Duration.ofSeconds(10));
        stage.awaitAccepting(System.nanoTime());
        Waiting.pause(Stage.MARGIN.plusSeconds(20));
        stage.moveClock("0");
        acceptsAgain(stage, System.nanoTime());
    }

    private static void clockAhead(Stage stage) {
        stage.moveClock("3 days");
        acceptsAgain(stage, System.nanoTime());
        Waiting.pause(Duration.ofSeconds(20));
        stage.moveClock("0");
        Waiting.pause(Stage.MARGIN.plusSeconds(20));
        acceptsAgain(stage, System.nanoTime());
    }

    private static void killOneOfThree(Stage stage) {
        for (int i = 0; i < 2; i++) {
            Service node = stage.node();
            node.kill();
            stage.awaitRandomMoment();
            node.restart();
        }
        acceptsAgain(stage, System.nanoTime());
    }

    /** Stopped, away for a while, started: intake must say so meanwhile, and take up again by itself. */
    private static void databaseAway(Stage stage) {
        long before = stage.answers().unavailableCount();
        stage.postgres().stop();
        Waiting.pause(Duration.ofSeconds(5));
        stage.findings()
                .expect(stage.answers().unavailableCount() > before, "no 503 while the database was away for 5 s");
        stage.postgres().startAgain();
        acceptsAgain(stage, System.nanoTime());
    }

    private static void killSharedDatabase(Stage stage) {
        stage.postgres().kill();
        stage.awaitRandomMoment();
        stage.postgres().startAgain();
        acceptsAgain(stage, System.nanoTime());
    }

    /** A webhook blocked through one node is blocked on the others within a second. */
    private static void blockHoldsEverywhere(Stage stage) {
        Api first = new Api(stage.nodes().getFirst());
        // a space of its own: what is blocked is cancelled, and must not be missed
        World world = World.create(first, "60d55c0f", 1, i -> stage.receiver().url("ok", i));
        List<Api> others = stage.nodes().stream().skip(1).map(Api::new).toList();
        others.forEach(Api::token);
        for (boolean active : List.of(false, true, false, true)) {
            world.webhook(first, 0, stage.receiver().url("ok", 0), active);
            long changed = System.nanoTime();
            for (Api other : others) {
                boolean holds = Waiting.until(Duration.ofSeconds(30), () -> isAccepted(world, other) == active);
                long millis = Duration.ofNanos(System.nanoTime() - changed).toMillis();
                stage.findings().note("isActive " + active + " holds on another node after " + millis + " ms");
                stage.findings().expect(holds, "a change does not hold on another node");
                stage.findings()
                        .expectInTime(
                                millis < Duration.ofSeconds(1).plus(SLACK).toMillis(),
                                "a change took " + millis + " ms to hold on another node");
            }
        }
    }

    private static boolean isAccepted(World world, Api api) {
        String answer = post(api, world.event(Long.MAX_VALUE)).body();
        return Api.parse(answer).path("status").asText().equals("accepted");
    }

    private static HttpResponse<String> post(Api api, String events) {
        try {
            return api.postEvents(events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration noteAcceptance(Stage stage, long sinceNanos) {
        Duration took = stage.awaitAccepting(sinceNanos);
        stage.findings().note("accepts again after " + took.toMillis() + " ms");
        return took;
    }

    private static void acceptsAgain(Stage stage, long sinceNanos) {
        Duration took = noteAcceptance(stage, sinceNanos);
        stage.findings()
                .expectInTime(
                        took.compareTo(AGAIN.plus(SLACK)) < 0,
                        "it took " + took.toMillis() + " ms to accept events again");
    }
}
