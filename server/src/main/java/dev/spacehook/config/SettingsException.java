package dev.spacehook.config;

import java.util.List;

/** The settings do not make sense; the message has one line for each that is wrong and says what to write instead. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
