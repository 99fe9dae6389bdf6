package dev.spacehook.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The settings as the documentation shows them; a test compares its pages with this. */
public final class SettingsTable {

    private SettingsTable() {}

    /** A Markdown table, one row for each setting, ending in a line feed. */
    public static String markdown() {
        return Arrays.stream(Setting.values())
                .map(SettingsTable::row)
                .collect(Collectors.joining("", "| name | default | meaning |\n|---|---|---|\n", ""));
    }

    /** The default as people read it: {@code none} where there is none. */
    public static String defaultOf(Setting setting) {
        String text = setting.defaultText();
        return text == null ? "none" : text;
    }

    private static String row(Setting setting) {
        String shown = setting.defaultText() == null ? "none" : "`" + setting.defaultText() + "`";
        return "| `" + setting.fullName() + "` | " + shown + " | " + setting.meaning() + " |\n";
    }
}
