package dev.spacehook;

import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What is logged meanwhile, with the traces of exceptions; the service's own at every level. */
public final class LogLines implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OWN = Logger.getLogger("dev.spacehook");

    private final StringBuffer lines = new StringBuffer();
    private final Handler handler = new Handler() {
        {
            setFormatter(new PatternFormatter("%d %-5p [%c] (%t) %X %s%e%n"));
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord logged) {
            try {
                lines.append(getFormatter().format(logged));
            } catch (RuntimeException e) {
                reportError(null, e, ErrorManager.FORMAT_FAILURE);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public LogLines() {
        OWN.setLevel(Level.ALL);
        ROOT.addHandler(handler);
    }

    public String text() {
        return lines.toString();
    }

    @Override
    public void close() {
        ROOT.removeHandler(handler);
        OWN.setLevel(null);
    }
}
