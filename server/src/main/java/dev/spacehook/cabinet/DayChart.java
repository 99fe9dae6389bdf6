package dev.spacehook.cabinet;

import dev.spacehook.history.HalfHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The last 24 hours of a webhook as the shapes of two small charts. Immutable. */
public final class DayChart {

    private static final int SLOTS = 48;
    private static final int SLOT_WIDTH = 10;
    private static final int BAR_WIDTH = 8;
    private static final int HEIGHT = 100;
    private static final Duration SLOT = Duration.ofMinutes(30);

    /** A part of a bar. */
    public record Bar(int x, String y, String height, String tone) {}

    private final List<HalfHour> slots;
    private final Instant first;

    /** @param now the last half hour is the one that it is in */
    DayChart(List<HalfHour> counted, Instant now) {
        long epoch = now.getEpochSecond() / SLOT.toSeconds() * SLOT.toSeconds();
        this.first = Instant.ofEpochSecond(epoch).minus(SLOT.multipliedBy(SLOTS - 1));
        Map<Instant, HalfHour> byTime = new HashMap<>();
        counted.forEach(one -> byTime.put(one.from(), one));
        this.slots = IntStream.range(0, SLOTS)
                .mapToObj(i -> first.plus(SLOT.multipliedBy(i)))
                .map(from -> byTime.getOrDefault(from, new HalfHour(from, 0, 0, 0, null)))
                .toList();
    }

    /** Charts that look alike are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DayChart chart && slots.equals(chart.slots);
    }

    @Override
    public int hashCode() {
        return slots.hashCode();
    }

    public boolean isEmpty() {
        return slots.stream().allMatch(slot -> total(slot) == 0);
    }

    public int delivered() {
        return slots.stream().mapToInt(HalfHour::delivered).sum();
    }

    public int retried() {
        return slots.stream().mapToInt(HalfHour::retried).sum();
    }

    public int failed() {
        return slots.stream().mapToInt(HalfHour::failed).sum();
    }

    /** The hours below the chart: its beginning, its middle, its end. */
    List<Instant> hours() {
        return List.of(first, first.plus(12, ChronoUnit.HOURS), first.plus(24, ChronoUnit.HOURS));
    }

    private static int total(HalfHour slot) {
        return slot.delivered() + slot.retried() + slot.failed();
    }

    public List<Bar> bars() {
        int highest = Math.max(1, slots.stream().mapToInt(DayChart::total).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            HalfHour slot = slots.get(i);
            double base = add(bars, i, HEIGHT, slot.failed(), highest, "bad");
            base = add(bars, i, base, slot.retried(), highest, "wait");
            add(bars, i, base, slot.delivered(), highest, "good");
        }
        return bars;
    }

    private static double add(List<Bar> bars, int slot, double base, int count, int highest, String tone) {
        if (count == 0) {
            return base;
        }
        double height = Math.max(2, (double) count * HEIGHT / highest);
        bars.add(new Bar(slot * SLOT_WIDTH + 1, number(base - height), number(height), tone));
        return base - height;
    }

    /** The longest of the half hours' median times until the answer; 0 without any. */
    int slowest() {
        return slots.stream()
                .map(HalfHour::latencyMs)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    public boolean isTimed() {
        return slots.stream().anyMatch(slot -> slot.latencyMs() != null);
    }

    /** One short stroke for each half hour with an answer, as SVG path data. */
    public String latencyPath() {
        int highest = Math.max(1, slowest());
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < SLOTS; i++) {
            Integer latency = slots.get(i).latencyMs();
            if (latency != null) {
                String y = number(95 - 90.0 * latency / highest);
                int x = i * SLOT_WIDTH + 1;
                path.append("M").append(x).append(' ').append(y).append("h").append(BAR_WIDTH);
            }
        }
        return path.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
