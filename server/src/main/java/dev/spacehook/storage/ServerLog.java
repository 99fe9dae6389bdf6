package dev.spacehook.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the server says, of bounded size: this file and one older. */
record ServerLog(Path file) {

    static final long MAX_BYTES = 16L << 20;

    private static final int LAST_LINES = 10;

    /** Copies and empties the file when it has grown too long; the server appends, so it goes on at the beginning. */
    void rotateIfLong() {
        try {
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                Files.copy(file, older(), StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
