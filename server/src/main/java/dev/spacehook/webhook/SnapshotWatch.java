package dev.spacehook.webhook;

import dev.spacehook.storage.Database;
import dev.spacehook.storage.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Keeps the snapshot fresh: listens for changes made on other nodes, and looks every 500 ms in case it heard nothing. The
 * embedded database has no other nodes: there it looks every 2 s, for a change whose answer was lost with the database,
 * and for what somebody changes by hand.
 */
public final class SnapshotWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SnapshotWatch.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long POLL_NANOS_EMBEDDED = TimeUnit.SECONDS.toNanos(2);
    private static final int LISTEN_MILLIS = 10_000;

    private final Database database;
    private final WebhookSnapshot snapshot;
    private final Thread poller = Thread.ofVirtual().name("snapshot-poll").unstarted(this::poll);
    private final Thread listener = Thread.ofVirtual().name("snapshot-listen").unstarted(this::listen);
    private volatile boolean closing;

    public SnapshotWatch(Database database, WebhookSnapshot snapshot) {
        this.database = database;
        this.snapshot = snapshot;
    }

    /** To be called once, after the snapshot has been loaded. */
    public void start() {
        poller.start();
        if (!database.isEmbedded()) {
            listener.start();
        }
    }

    private void poll() {
        long pause = database.isEmbedded() ? POLL_NANOS_EMBEDDED : POLL_NANOS;
        boolean failing = false;
        while (!closing) {
            LockSupport.parkNanos(pause);
            try {
                if (!closing) {
                    snapshot.poll();
                }
                failing = false;
            } catch (StorageException e) {
                if (!failing) {
                    LOG.warn("The configuration cannot be read; the last one known holds", e);
                }
                failing = true;
            }
        }
    }

    /** A notification only ends the wait of the poll: one way of reading, whatever has been heard. */
    private void listen() {
        while (!closing) {
            try (Connection connection = database.openDirect("spacehook-listen")) {
                listen(connection);
            } catch (SQLException e) {
                LOG.debugf("Not listening (SQLSTATE %s); the poll goes on", e.getSQLState());
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen spacehook_config");
        }
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!closing) {
            PGNotification[] heard = postgres.getNotifications(LISTEN_MILLIS);
            if (heard != null && heard.length > 0) {
                LockSupport.unpark(poller);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        poller.interrupt();
        listener.interrupt();
    }
}
