package dev.spacehook.bench.speed;

import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One measured number, of each round.
 *
 * @param target what it should be; null where there is none
 */
record Figure(
        String name,
        String unit,
        List<Double> rounds,
        @Nullable Target target) {

    /** @param text as people read it, for example {@code ≥ 0.20} */
    record Target(String text, DoublePredicate isReached) {

        static Target atLeast(double least) {
            return new Target("≥ " + number(least), value -> value >= least);
        }

        static Target atMost(double most) {
            return new Target("≤ " + number(most), value -> value <= most);
        }

        /** What the healthy ones may lose to the sick: the larger of 1.2 times and 3 ms more. */
        static Target fair(double healthyMillis) {
            return atMost(Math.max(1.2 * healthyMillis, healthyMillis + 3));
        }
    }

    static Figure of(String name, String unit, List<Double> rounds) {
        return new Figure(name, unit, rounds, null);
    }

    static Figure once(String name, String unit, double value) {
        return of(name, unit, List.of(value));
    }

    Figure target(Target wanted) {
        return new Figure(name, unit, rounds, wanted);
    }

    double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    boolean isReached() {
        return target == null || target.isReached().test(median());
    }

    /** The row of the report's table. */
    String row() {
        return "| " + name + " | " + number(median()) + " | " + unit + " | "
                + (target == null ? "" : target.text()) + " | "
                + (target == null ? "" : isReached() ? "yes" : "**no**") + " | "
                + rounds.stream().map(Figure::number).collect(Collectors.joining(", ")) + " |";
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || (value == Math.rint(value) && size >= 1)
                ? "%,.0f"
                : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
