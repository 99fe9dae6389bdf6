package dev.spacehook.bench.load;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what one connection brings into HTTP/1.1 messages with a {@code Content-Length}, which is all that the service
 * and the load send each other. Far cheaper than a whole HTTP client or server: the load shares its cores with what it
 * measures. Not thread-safe.
 */
final class MessageReader implements Handler<Buffer> {
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
            return MessageReader.header(head, lowerCaseName);
        }
    }

    @Override
    public void handle(Buffer data) {
        pending += data.toString(StandardCharsets.ISO_8859_1);
        for (Message message = takeWhole(); message != null; message = takeWhole()) {
            whenWhole.accept(message);
        }
    }

    /** The first message, null while it is not there as a whole. */
    private @Nullable Message takeWhole() {
        int endOfHead = pending.indexOf(END_OF_HEAD);
        if (endOfHead < 0) {
            return null;
        }
        String head = pending.substring(0, endOfHead).toLowerCase(Locale.ROOT);
        int body = endOfHead + END_OF_HEAD.length();
        String length = header(head, "content-length");
        int end = body + (length.isEmpty() ? 0 : Integer.parseInt(length));
        if (pending.length() < end) {
            return null;
        }
        Message message = new Message(head, pending.substring(body, end));
        pending = pending.substring(end);
        return message;
    }

    private static String header(String head, String name) {
        int at = head.indexOf("\r\n" + name + ": ");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 4;
        int to = head.indexOf('\r', from);
        return head.substring(from, to < 0 ? head.length() : to);
    }
}
