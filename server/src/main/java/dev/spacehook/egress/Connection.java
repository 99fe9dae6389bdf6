package dev.spacehook.egress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection to a receiver: serves one exchange at a time, and waits in the pool in between. */
@SuppressWarnings("FutureReturnValueIgnored") // how a close or a write ends is heard from the channel itself
final class Connection extends ChannelInboundHandlerAdapter {

    /** Bounds what an answer may cost whatever it is made of: heads, chunk sizes, trailers. */
    private static final int MOST_BYTES = 262_144;

    private final Origin origin;
    private final ConnectionPool pool;
    private final Channel channel;
    private final AnswerDecoder decoder = new AnswerDecoder(this);
    private @Nullable Exchange exchange;
    private @Nullable ChannelFuture written;
    private int received;
    private boolean reused;
    private boolean closeNotified;
    private long idleSince;

    Connection(Origin origin, ConnectionPool pool, Channel channel) {
        this.origin = origin;
        this.pool = pool;
        this.channel = channel;
    }

    AnswerDecoder decoder() {
        return decoder;
    }

    Origin origin() {
        return origin;
    }

    Channel channel() {
        return channel;
    }

    long idleSince() {
        return idleSince;
    }

    boolean isActive() {
        return channel.isActive();
    }

    /** Who hears from this connection from now on. */
    void serve(Exchange next) {
        exchange = next;
        received = 0;
    }

    void send(ByteBuf request) {
        written = channel.writeAndFlush(request);
    }

    /** Whether the exchange was given an idle connection, and nothing has come back on it. */
    boolean mayHaveBeenStale() {
        return reused && received == 0;
    }

    /** Whether the peer itself said that nothing more comes; anyone on the way can close a TLS connection's TCP. */
    boolean endedProperly() {
        return closeNotified || !origin.tls();
    }

    void close() {
        exchange = null;
        channel.close();
    }

    /** Called before any byte is looked at; false: the bytes are to be dropped. */
    boolean expects(int bytes) {
        Exchange current = exchange;
        if (current == null) {
            pool.remove(this);
            channel.close();
            return false;
        }
        received += bytes;
        if (received > MOST_BYTES) {
            current.tooMuch();
        }
        return received <= MOST_BYTES;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            Exchange current = exchange;
            if (current != null && message instanceof HttpObject part) {
                take(current, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(Exchange current, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            undecodable(current, part.decoderResult().cause());
            return;
        }
        if (part instanceof HttpResponse head) {
            current.head(head);
        }
        if (part instanceof HttpContent content && exchange == current) {
            current.body(content.content(), content instanceof LastHttpContent);
        }
    }

    /** An end in the middle of a head is told by {@link #channelInactive}. */
    private static void undecodable(Exchange current, Throwable cause) {
        if (!(cause instanceof PrematureChannelClosureException)) {
            current.undecodable(cause);
        }
    }

    /** Called by the exchange when it has all it wants: back to the pool if the next one can use this connection. */
    void done(boolean persistent) {
        exchange = null;
        boolean allWritten = written != null && written.isSuccess();
        if (persistent && allWritten && channel.isActive() && !decoder.hasMore()) {
            reused = true;
            idleSince = System.nanoTime();
            pool.put(this);
        } else {
            channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent end) {
            closeNotified = end.isSuccess();
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost("connection_closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Exchange current = exchange;
        if (current != null && Failures.isAboutAnswer(cause)) {
            current.undecodable(cause);
        } else {
            lost(Failures.ofConnection(cause));
        }
        context.close();
    }

    private void lost(String error) {
        Exchange current = exchange;
        exchange = null;
        if (current == null) {
            pool.remove(this);
        } else {
            current.lost(this, error);
        }
    }
}
