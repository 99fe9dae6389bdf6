package dev.spacehook.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.VertxHandler;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Iterator;

/**
 * Puts {@link SlowClientGuard} and {@link StrictRequestDecoder} into every connection of our own port, and answers what
 * is no request through {@link InvalidRequests}. Vert.x offers no place for it, Netty does: the listening channel
 * announces each connection as a message in its own pipeline.
 */
@Singleton
final class ConnectionGuard {

    private static final String NAME = "spacehook-guard";

    private final VertxInternal vertx;
    private final HttpServer server;

    ConnectionGuard(Vertx vertx, HttpServer server) {
        this.vertx = (VertxInternal) vertx;
        this.server = server;
    }

    void started(@ObservesAsync HttpServerStart start) {
        int port = server.getPort();
        for (EventExecutor executor : vertx.getAcceptorEventLoopGroup()) {
            executor.execute(() -> guardListener((SingleThreadEventLoop) executor, port, start.options()));
        }
    }

    private void guardListener(SingleThreadEventLoop loop, int port, HttpServerOptions options) {
        Iterator<Channel> channels = loop.registeredChannelsIterator();
        while (channels.hasNext()) {
            Channel channel = channels.next();
            boolean ours = channel instanceof ServerChannel
                    && channel.localAddress() instanceof InetSocketAddress address
                    && address.getPort() == port;
            if (ours && channel.pipeline().get(NAME) == null) {
                channel.pipeline().addFirst(NAME, new Acceptor(options, vertx));
            }
        }
    }

    private static final class Acceptor extends ChannelInboundHandlerAdapter {

        private final HttpServerOptions options;
        private final Vertx vertx;

        Acceptor(HttpServerOptions options, Vertx vertx) {
            this.options = options;
            this.vertx = vertx;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((Channel) message).pipeline().addFirst(new SlowClientGuard(), new DecoderSwap(options, vertx));
            context.fireChannelRead(message);
        }
    }

    /** When a connection becomes active, Vert.x has built its pipeline and nothing has been read. */
    private static final class DecoderSwap extends ChannelInboundHandlerAdapter {

        private static final String DECODER = "httpDecoder";
        private static final String CONNECTION = "handler";

        private final HttpServerOptions options;
        private final Vertx vertx;

        DecoderSwap(HttpServerOptions options, Vertx vertx) {
            this.options = options;
            this.vertx = vertx;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (context.pipeline().get(DECODER) != null) {
                context.pipeline().replace(DECODER, DECODER, new StrictRequestDecoder(options));
            }
            if (context.pipeline().get(CONNECTION) instanceof VertxHandler<?> handler
                    && handler.getConnection() instanceof Http1xServerConnection connection) {
                connection.invalidRequestHandler(request -> InvalidRequests.answer(request, vertx));
            }
            context.pipeline().remove(this);
            context.fireChannelActive();
        }
    }
}
