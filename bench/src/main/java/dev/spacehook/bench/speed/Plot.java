package dev.spacehook.bench.speed;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Latency over load. */
final class Plot {

    private static final Pattern DIGITS = Pattern.compile("(\\d\\.\\d)\\d+");

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
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmicDecadeOnly(true);
        chart.getStyler().setYAxisDecimalPattern("0.##");
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        // dashes would be drawn one by one
        chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        add(chart, "request to 202, p50", loads, Latency.Times::answerP50);
        add(chart, "request to 202, p99", loads, Latency.Times::answerP99);
        add(chart, "request to arrival, p50", loads, Latency.Times::totalP50);
        add(chart, "request to arrival, p99", loads, Latency.Times::totalP99);
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
            shorten(Path.of(file + ".svg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Letters are drawn as outlines with eight digits behind the point: one is enough. */
    private static void shorten(Path svg) throws IOException {
        Files.writeString(svg, DIGITS.matcher(Files.readString(svg)).replaceAll("$1"));
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
