package dev.spacehook.demo;

import java.io.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The demo's words on the terminal; coloured on a terminal only. */
final class Screen {

    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String BOLD = "1";
    private static final String FAINT = "2";

    private final PrintStream out;
    private final boolean coloured;

    Screen(PrintStream out) {
        this.out = out;
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        this.coloured = terminal && System.getenv("NO_COLOR") == null;
    }

    void heading(String text) {
        out.println();
        out.println(paint(BOLD, text));
    }

    void line(String text) {
        out.println("  " + text);
    }

    /** A line to copy: nothing before it, so that it can be selected whole. */
    void copyable(String meaning, String text) {
        out.println(paint(FAINT, "  # " + meaning));
        out.println(text);
    }

    void failure(String text) {
        out.println(paint(RED, "  " + text));
    }

    void arrival(Arrival arrival) {
        switch (arrival) {
            case Arrival.Verified v -> {
                var n = v.notification();
                out.printf(
                        "  %s  %-16s room %s%s%s%n",
                        paint(GREEN, "verified"),
                        n.eventName(),
                        n.roomId(),
                        n.recordId().map(id -> "  record " + id).orElse(""),
                        paint(FAINT, (n.attempt() > 1 ? "  attempt " + n.attempt() : "") + (n.test() ? "  test" : "")));
            }
            case Arrival.Refused r -> failure("REFUSED   " + r.why());
        }
    }

    void table(List<Call.Step> steps) {
        out.println();
        out.println(paint(FAINT, "  notification      accepted    arrived   attempt  verified"));
        for (Call.Step step : steps) {
            boolean good = step.arrivedMillis().isPresent();
            out.printf(
                    "  %-16s %6d ms  %9s  %8s  %s%n",
                    step.eventName(),
                    step.acceptedMillis(),
                    step.arrivedMillis().map(millis -> millis + " ms").orElse("-"),
                    step.attempt() == 0 ? "-" : step.attempt(),
                    good ? paint(GREEN, "yes") : paint(RED, "NO"));
        }
    }

    private String paint(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
