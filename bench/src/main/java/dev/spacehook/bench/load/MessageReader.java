package dev.spacehook.bench.load;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Cuts what one connection brings into HTTP/1.1 messages with a {@code Content-Length}, which is all that the service
 * and the load send each other. Far cheaper than a whole HTTP client or server: the load shares its cores with what it
 * measures. Not thread-safe.
 */
final class MessageReader implements Handler<Buffer> {
    private static final String LENGTH = "\r\ncontent-length: ";
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final Consumer<Message> whenWhole;
    private String pending = "";

    MessageReader(Consumer<Message> whenWhole) {
        this.whenWhole = whenWhole;
    }

    /**
     * One request or answer.
     *
     * @param head in lower case, its first line included
     */
    record Message(String head, String body) {

        /** The value of a header field, empty without it. */
        String header(String lowerCaseName) {
            int at = head.indexOf("\r\n" + lowerCaseName + ": ");
            if (at < 0) {
                return "";
            }
            int from = at + lowerCaseName.length() + 4;
            int to = head.indexOf('\r', from);
            return head.substring(from, to < 0 ? head.length() : to);
        }
    }

    @Override
    public void handle(Buffer data) {
        pending += data.toString(StandardCharsets.ISO_8859_1);
        for (int size = wholeSize(); size > 0; size = wholeSize()) {
            int head = pending.indexOf(END_OF_HEAD);
            Message message = new Message(
                    pending.substring(0, head).toLowerCase(Locale.ROOT),
                    pending.substring(head + END_OF_HEAD.length(), size));
            pending = pending.substring(size);
            whenWhole.accept(message);
        }
    }

    /** The size of the first message, 0 while it is not there as a whole. */
    private int wholeSize() {
        int head = pending.indexOf(END_OF_HEAD);
        if (head < 0) {
            return 0;
        }
        int size = head
                + END_OF_HEAD.length()
                + bodyLength(pending.substring(0, head).toLowerCase(Locale.ROOT));
        return pending.length() < size ? 0 : size;
    }

    private static int bodyLength(String head) {
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        int to = head.indexOf('\r', at + LENGTH.length());
        return Integer.parseInt(head.substring(at + LENGTH.length(), to < 0 ? head.length() : to));
    }
}
