package dev.spacehook.bench.chaos;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was seen, printed as it happens, and what should not have been. Thread-safe. */
final class Findings {

    private final List<String> problems = new CopyOnWriteArrayList<>();

    void note(String text) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + "  " + text);
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

    List<String> problems() {
        return List.copyOf(problems);
    }
}
