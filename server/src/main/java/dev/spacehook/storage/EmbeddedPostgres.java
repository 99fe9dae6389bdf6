package dev.spacehook.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own below the data directory: started, watched, restarted on the same port when it dies,
 * stopped by {@link #close}. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);

    /** Below the ports that systems give to outgoing connections, so that the port stays free over a restart. */
    private static final int FIRST_PORT = 15_000;

    private static final int PORTS = 17_000;
    private static final int PORT_TRIES = 100;
    private static final Duration LOG_CHECK = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration FIRST_RUN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DataDirectoryLock dataDirLock;
    private final Cluster cluster;
    private final int port = freePort();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Postmaster postmaster;
    private ExitGuard guard;
    private boolean wanted = true;
    private boolean closed;

    private EmbeddedPostgres(DataDirectoryLock dataDirLock, Cluster cluster) {
        this.dataDirLock = dataDirLock;
        this.cluster = cluster;
        this.postmaster = Postmaster.launch(cluster, port);
        this.guard = ExitGuard.over(postmaster.pid());
        try {
            postmaster.awaitReady(cluster.log());
        } catch (EmbeddedPostgresException e) {
            guard.release();
            throw e;
        }
    }

    /**
     * Starts the server, making its files first where there are none. A server left running is stopped before.
     *
     * @throws EmbeddedPostgresException if another process uses the directory, or the server cannot run
     */
    public static EmbeddedPostgres start(Path dataDir) {
        return start(dataDir, DataDirectoryLock.PATIENCE, Unprivileged.detect());
    }

    /** @param patience how long to wait for a process that uses the directory */
    static EmbeddedPostgres start(Path dataDir, Duration patience, Unprivileged unprivileged) {
        Path directory = PrivateFiles.directory(dataDir.toAbsolutePath());
        DataDirectoryLock dataDirLock = DataDirectoryLock.acquire(directory, patience);
        try {
            unprivileged.openPathTo(directory);
            Cluster cluster = new Cluster(directory, PostgresBinaries.in(directory), unprivileged);
            cluster.create();
            Postmaster.stopLeftOver(cluster.directory());
            EmbeddedPostgres server = firstRun(dataDirLock, cluster);
            Thread.ofPlatform().name("spacehook-postgres").daemon().start(server::supervise);
            return server;
        } catch (RuntimeException e) {
            dataDirLock.close();
            throw e;
        }
    }

    /** Processes of a server that was killed may live on for a moment and keep a new one from starting. */
    private static EmbeddedPostgres firstRun(DataDirectoryLock dataDirLock, Cluster cluster) {
        long giveUp = System.nanoTime() + FIRST_RUN_PATIENCE.toNanos();
        while (true) {
            try {
                return new EmbeddedPostgres(dataDirLock, cluster);
            } catch (EmbeddedPostgresException e) {
                if (System.nanoTime() - giveUp > 0) {
                    throw e;
                }
                LOG.warnf("%s; trying again", e.getMessage());
                LockSupport.parkNanos(FIRST_PAUSE.multipliedBy(10).toNanos());
            }
        }
    }

    private static int freePort() {
        for (int i = 0; i < PORT_TRIES; i++) {
            int candidate = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            if (isFree(candidate)) {
                return candidate;
            }
        }
        throw new EmbeddedPostgresException("No free port on 127.0.0.1 from " + FIRST_PORT + " on");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The port on 127.0.0.1; the same until {@link #close}. */
    public int port() {
        return port;
    }

    /** The process id of the server's first process; another one after each restart. */
    public long pid() {
        lock.lock();
        try {
            return postmaster.pid();
        } finally {
            lock.unlock();
        }
    }

    /** The process that stops the server should this one be killed. */
    long guardPid() {
        lock.lock();
        try {
            return guard.pid();
        } finally {
            lock.unlock();
        }
    }

    Endpoint endpoint() {
        return endpoint(Cluster.NAME, Cluster.NAME);
    }

    Endpoint endpoint(String user, String database) {
        // neither TLS nor Kerberos on loopback: asking for them costs a round trip each
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?sslmode=disable&gssEncMode=disable";
        return new Endpoint(url, url, user, cluster.password());
    }

    /** Takes the server down until {@link #resume}, as an outage would. */
    public void pause() {
        lock.lock();
        try {
            wanted = false;
            postmaster.stop();
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #pause}; the server is being started when this returns. */
    public void resume() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops the server and frees the data directory. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
            postmaster.stop();
            guard.release();
            dataDirLock.close();
        } finally {
            lock.unlock();
        }
    }

    private void supervise() {
        Postmaster running = postmaster;
        while (running != null) {
            while (!running.awaitExit(LOG_CHECK)) {
                cluster.log().rotateIfLong();
            }
            running = next();
        }
    }

    /** The server's next run, once it is ready; null once closed. */
    private @Nullable Postmaster next() {
        Duration pause = FIRST_PAUSE;
        while (relaunchedAfter(pause)) {
            Postmaster launched = postmaster;
            try {
                launched.awaitReady(cluster.log());
                return launched;
            } catch (EmbeddedPostgresException e) {
                // usually processes of the last run that are about to end
                LOG.warn(e.getMessage());
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
        return null;
    }

    /** Returns false once closed. */
    private boolean relaunchedAfter(Duration pause) {
        lock.lock();
        try {
            guard.release();
            awaitWanted(pause);
            if (closed) {
                return false;
            }
            LOG.warn("The embedded database has ended; starting it again");
            postmaster = Postmaster.launch(cluster, port);
            guard = ExitGuard.over(postmaster.pid());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void awaitWanted(Duration pause) throws InterruptedException {
        long left = pause.toNanos();
        while (left > 0 && !closed) {
            left = changed.awaitNanos(left);
        }
        while (!wanted && !closed) {
            changed.await();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
