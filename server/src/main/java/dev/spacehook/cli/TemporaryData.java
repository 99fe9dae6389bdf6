package dev.spacehook.cli;

import dev.spacehook.config.Setting;
import dev.spacehook.config.SettingsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A data directory for one play of the demo, where the usual one is in use by a demo that keeps running. */
final class TemporaryData {

    private final Optional<Path> directory;

    private TemporaryData(Optional<Path> directory) {
        this.directory = directory;
    }

    /** Puts a new directory into the settings if the default one is locked; one that was asked for stays. */
    static TemporaryData ifInUse(Map<String, String> settings) {
        Path usual = Path.of(SettingsTable.defaultOf(Setting.DATA_DIR));
        if (settings.containsKey(Setting.DATA_DIR.fullName()) || !isLocked(usual.resolve("lock"))) {
            return new TemporaryData(Optional.empty());
        }
        try {
            Path directory = Files.createTempDirectory("spacehook-demo");
            settings.put(Setting.DATA_DIR.fullName(), directory.toString());
            System.out.println(usual + " is in use by another process; this demo uses " + directory + ".");
            return new TemporaryData(Optional.of(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        directory.ifPresent(TemporaryData::deleteTree);
    }

    private static boolean isLocked(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
