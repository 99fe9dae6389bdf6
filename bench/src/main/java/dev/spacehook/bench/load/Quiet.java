package dev.spacehook.bench.load;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps libraries from reporting what is broken on purpose. */
public final class Quiet {

    /** Held: the log manager itself forgets loggers that nobody holds. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("io.vertx"), Logger.getLogger("io.netty"), Logger.getLogger("org.postgresql"));

    private Quiet() {}

    /** From now on, for this process. */
    public static void logging() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }
}
