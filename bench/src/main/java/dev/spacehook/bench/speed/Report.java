package dev.spacehook.bench.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects figures, prints each when it is there, and writes all of them down. Not thread-safe. */
final class Report {

    private static final String HEAD = """
            # Benchmarks

            Written by `%s` on %s; whoever repeats it gets this page anew. Load, receivers, service and PostgreSQL share
            one machine. A figure is the median of its rounds, which alternate with those it is compared with; the ratio to
            the bare client, which posts the same bodies to the same nginx in the same run, is what can be compared between
            machines.

            """;
    private static final String TABLE = """
            | figure | median | unit | target | reached | rounds |
            |---|---:|---|---|---|---|
            """;

    private final List<String> machine;
    private final String command;
    private final StringBuilder body = new StringBuilder();
    private final List<Figure> missed = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    Report(String command, List<String> machine) {
        this.command = command;
        this.machine = machine;
    }

    /** Says what is being done now. */
    void progress(String what) {
        System.out.println("… " + what);
    }

    /** A heading with what was done, and its figures. */
    void section(String title, String text, List<Figure> figures) {
        body.append("\n## ").append(title).append("\n\n").append(text.strip()).append("\n\n");
        if (!figures.isEmpty()) {
            body.append(TABLE);
        }
        for (Figure figure : figures) {
            body.append(figure.row()).append('\n');
            if (!figure.isReached()) {
                missed.add(figure);
            }
        }
        print(title, figures);
    }

    private static void print(String title, List<Figure> figures) {
        System.out.println();
        System.out.println(title);
        for (Figure figure : figures) {
            var target = figure.target();
            System.out.printf(
                    "  %-58s %12s %-8s %s%n",
                    figure.name(),
                    Figure.number(figure.median()),
                    figure.unit(),
                    target == null ? "" : target.text() + (figure.isReached() ? "" : "   NOT REACHED"));
        }
    }

    /** Text without figures. */
    void text(String markdown) {
        body.append('\n').append(markdown.strip()).append('\n');
    }

    /** Text as it stands, in the terminal too. */
    void say(String markdown) {
        System.out.println();
        System.out.println(markdown.strip());
        text(markdown);
    }

    /** A scenario that did not come to its end. */
    void failed(String scenario, RuntimeException e) {
        failed.add(scenario);
        e.printStackTrace(System.out);
        say("The scenario " + scenario + " did not come to its end: " + e.getMessage());
    }

    /** Those that did not come to their end. */
    List<String> failed() {
        return List.copyOf(failed);
    }

    void write(Path file, String date) {
        StringBuilder page = new StringBuilder(HEAD.replaceFirst("%s", command).replaceFirst("%s", date));
        machine.forEach(line -> page.append("- ").append(line).append('\n'));
        page.append('\n').append(summary());
        page.append(body);
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        if (!failed.isEmpty()) {
            text.append("Did not come to their end: ")
                    .append(String.join(", ", failed))
                    .append(".\n\n");
        }
        if (missed.isEmpty()) {
            return text.append(failed.isEmpty() ? "All targets are reached.\n" : "All other targets are reached.\n")
                    .toString();
        }
        text.append("Not reached:\n\n");
        for (Figure figure : missed) {
            var target = java.util.Objects.requireNonNull(figure.target());
            text.append("- ")
                    .append(figure.name())
                    .append(": ")
                    .append(Figure.number(figure.median()))
                    .append(' ')
                    .append(figure.unit())
                    .append(", wanted ")
                    .append(target.text())
                    .append('\n');
        }
        return text.toString();
    }
}
