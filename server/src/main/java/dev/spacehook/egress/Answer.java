package dev.spacehook.egress;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What has come of one answer so far. */
final class Answer {

    private static final int MOST_READ = 16_384;
    private static final int MOST_KEPT = 4_096;
    private static final int MOST_INTERIM = 8;
    private static final int MOST_FIELDS = 256;
    private static final byte[] NOTHING = {};

    private int interim;
    private int status;
    private boolean persistent;
    private boolean delimited;
    private @Nullable String retryAfter;
    private byte[] kept = NOTHING;
    private int read;

    /**
     * Takes a head, interim or final.
     *
     * @return what is wrong with it; null if nothing is
     */
    @Nullable
    String head(HttpResponse response) {
        if (response.headers().size() > MOST_FIELDS) {
            return "too many header fields";
        }
        int code = response.status().code();
        return code < 200 ? interim(code) : last(response, code);
    }

    private @Nullable String interim(int code) {
        if (code == 101) {
            return "switched protocols";
        }
        return ++interim > MOST_INTERIM ? "too many interim responses" : null;
    }

    private @Nullable String last(HttpResponse response, int code) {
        HttpHeaders headers = response.headers();
        status = code;
        retryAfter = headers.get(HttpHeaderNames.RETRY_AFTER);
        delimited = isDelimited(response, code);
        persistent = delimited && HttpUtil.isKeepAlive(response);
        return null;
    }

    private static boolean isDelimited(HttpResponse response, int code) {
        boolean empty = code == 204 || code == 304;
        return empty || HttpUtil.isTransferEncodingChunked(response) || hasPlainLength(response.headers());
    }

    private static boolean hasPlainLength(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.CONTENT_LENGTH) && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    boolean hasHead() {
        return status != 0;
    }

    boolean isRedirect() {
        return status / 100 == 3;
    }

    /** Takes a piece of the body. */
    void body(ByteBuf piece) {
        int length = piece.readableBytes();
        int room = Math.min(MOST_KEPT - kept.length, length);
        if (room > 0) {
            int old = kept.length;
            kept = Arrays.copyOf(kept, old + room);
            piece.getBytes(piece.readerIndex(), kept, old, room);
        }
        read += length;
    }

    /** Whether no more of the body is to be read. */
    boolean isEnough() {
        return read >= MOST_READ;
    }

    boolean isCut() {
        return read > kept.length;
    }

    /** Whether the body says itself where it ends, so that the end of the connection need not be believed. */
    boolean isDelimited() {
        return delimited;
    }

    /** Whether the receiver lets the connection be used again, as far as the head says. */
    boolean isPersistent() {
        return persistent;
    }

    Outcome.Answered outcome(@Nullable String note) {
        return new Outcome.Answered(status, kept, retryAfter, note);
    }
}
