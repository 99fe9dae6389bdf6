package dev.spacehook.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jboss.logging.Logger;

/** One process per data directory: held from before the database's start until after its end; the system frees it. */
final class DataDirectoryLock implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(DataDirectoryLock.class);
    private static final long PAUSE_MILLIS = 50;

    private final FileChannel channel;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws EmbeddedPostgresException if another process still holds it after {@code patience} */
    static DataDirectoryLock acquire(Path dataDir, Duration patience) {
        Path file = dataDir.resolve("lock");
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!waitFor(channel, patience)) {
                String owner = Files.readString(file).strip();
                channel.close();
                throw new EmbeddedPostgresException("The data directory " + dataDir + " is in use by process " + owner
                        + ". Stop that process, or give this one another SPACEHOOK_DATA_DIR.");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataDirectoryLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    private static boolean waitFor(FileChannel channel, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (!isLocked(channel)) {
            if (System.nanoTime() > end) {
                return false;
            }
            if (!said) {
                LOG.infof("Another process uses the data directory; waiting up to %d s for it", patience.toSeconds());
                said = true;
            }
            Pauses.millis(PAUSE_MILLIS);
        }
        return true;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
