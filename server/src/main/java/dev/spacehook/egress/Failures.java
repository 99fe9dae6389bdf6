package dev.spacehook.egress;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Exceptions as the stable codes of an attempt's log. */
final class Failures {

    private Failures() {}

    static String ofConnect(Throwable cause) {
        String message = message(cause);
        if (cause instanceof ConnectTimeoutException || message.contains("timed out")) {
            return "connect_timeout";
        }
        if (cause instanceof NoRouteToHostException || message.contains("unreachable")) {
            return "connect_unreachable";
        }
        return message.contains("refused") ? "connect_refused" : "connect_failed";
    }

    static String ofHandshake(Throwable cause) {
        TlsRefusal refusal = find(cause, TlsRefusal.class);
        return refusal == null ? "tls_handshake_failed" : refusal.error();
    }

    /** The refusal of the receiver's certificate, if that is what went wrong. */
    static @Nullable TlsRefusal refusal(Throwable cause) {
        return find(cause, TlsRefusal.class);
    }

    static String ofConnection(Throwable cause) {
        if (find(cause, SSLException.class) != null) {
            return ofHandshake(cause);
        }
        boolean reset = cause instanceof IOException && message(cause).contains("reset");
        return reset ? "connection_reset" : "connection_closed";
    }

    /** Whether it is what came that could not be read, not the connection that failed. */
    static boolean isAboutAnswer(Throwable cause) {
        return cause instanceof DecoderException && find(cause, SSLException.class) == null;
    }

    /** What about an answer could not be read, in words. */
    static String ofAnswer(Throwable cause) {
        return cause instanceof TooLongFrameException ? "head too long" : "malformed";
    }

    private static String message(Throwable cause) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static <T> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
