package dev.spacehook.journal;

import dev.spacehook.storage.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A writer's own direct connection: opened when needed, thrown away when it failed. For one thread. */
public final class WriterConnection implements AutoCloseable {

    private final Database database;
    private final String name;
    private @Nullable Connection open;

    public WriterConnection(Database database, String name) {
        this.database = database;
        this.name = name;
    }

    public Connection get() throws SQLException {
        Connection connection = open;
        if (connection == null || connection.isClosed()) {
            connection = database.openDirect(name);
            open = connection;
        }
        return connection;
    }

    /** Opens it if it is not, and says whether that went well: an idle writer learns by this that the database is back. */
    public void keepUsable(Consumer<Boolean> down) {
        if (open != null) {
            return;
        }
        try {
            get();
            down.accept(false);
        } catch (SQLException e) {
            down.accept(true);
        }
    }

    public void discard() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // It was to be thrown away, and is.
                org.jboss.logging.Logger.getLogger(WriterConnection.class).debug("abort failed", e);
            }
        }
    }

    @Override
    public void close() {
        discard();
    }
}
