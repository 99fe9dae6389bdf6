package dev.spacehook.bench.chaos;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was seen, printed as it happens, and what should not have been. Thread-safe. */
final class Findings {

    private final boolean timed;
    private final String where;
    private final List<String> problems;

    /** @param timed whether what takes too long is a problem, or only noted: elsewhere others use the machine too */
    Findings(boolean timed) {
        this(timed, "", new CopyOnWriteArrayList<>());
    }

    private Findings(boolean timed, String where, List<String> problems) {
        this.timed = timed;
        this.where = where;
        this.problems = problems;
    }

    /** What is seen there comes to the same list. */
    Findings at(String place) {
        return new Findings(timed, place + "  ", problems);
    }

    void note(String text) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + "  " + where + text);
    }

    void problem(String text) {
        problems.add(text);
        note("PROBLEM: " + text);
    }

    /** As {@link #problem} unless it holds. */
    void expect(boolean holds, String otherwise) {
        if (!holds) {
            problem(otherwise);
        }
    }

    /** As {@link #expect}, for what depends on how fast this machine is. */
    void expectInTime(boolean holds, String otherwise) {
        if (timed) {
            expect(holds, otherwise);
        } else if (!holds) {
            note(otherwise);
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
