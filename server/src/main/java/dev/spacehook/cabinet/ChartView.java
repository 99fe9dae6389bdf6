package dev.spacehook.cabinet;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The chart of the last 24 hours with its words.
 *
 * @param digest changes with what is shown
 * @param summary what the chart shows, for those who do not see it
 * @param latency the longest median time until an answer
 * @param hours below the chart, from left to right
 */
public record ChartView(String digest, DayChart shapes, String summary, String latency, List<String> hours) {

    static ChartView of(Texts texts, DayChart chart) {
        String latency = texts.duration(Duration.ofMillis(chart.slowest()));
        return new ChartView(
                Integer.toHexString(chart.hashCode()),
                chart,
                texts.of("chart_summary", chart.delivered(), chart.retried(), chart.failed()),
                latency,
                chart.hours().stream().map(hour -> hour(texts, hour)).toList());
    }

    private static String hour(Texts texts, Instant hour) {
        return DateTimeFormatter.ofPattern("HH:mm").format(hour.atZone(texts.zone()));
    }
}
