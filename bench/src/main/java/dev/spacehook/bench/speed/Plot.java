package dev.spacehook.bench.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Latency over load. */
final class Plot {

    private Plot() {}

    /** @param file without its suffix */
    static void write(Path file, List<Latency.Times> loads) {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(450)
                .title("Latency over load")
                .xAxisTitle("events per second")
                .yAxisTitle("milliseconds")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        chart.getStyler().setYAxisLogarithmic(true);
        add(chart, "request to 202, p50", loads, Latency.Times::answerP50);
        add(chart, "request to 202, p99", loads, Latency.Times::answerP99);
        add(chart, "202 to arrival, p50", loads, Latency.Times::arrivalP50);
        add(chart, "202 to arrival, p99", loads, Latency.Times::arrivalP99);
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(
            XYChart chart, String name, List<Latency.Times> loads, ToDoubleFunction<Latency.Times> value) {
        chart.addSeries(
                name,
                loads.stream().mapToDouble(Latency.Times::perSecond).toArray(),
                // a logarithmic axis has no zero
                loads.stream()
                        .mapToDouble(value)
                        .map(millis -> Math.max(0.01, millis))
                        .toArray());
    }
}
