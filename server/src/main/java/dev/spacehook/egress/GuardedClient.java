package dev.spacehook.egress;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts to receivers over HTTP/1.1 and nothing else: no redirects, cookies, authentication or inflating. Every address
 * is vetted at each use. One per event loop; not thread-safe, to be used on its loop only.
 *
 * <p>Error codes of {@link Outcome.Failed}: {@code dns_not_found}, {@code dns_failure}, {@code dns_timeout}, {@code
 * dns_no_address}, {@code forbidden_address}, {@code connect_refused}, {@code connect_timeout}, {@code
 * connect_unreachable}, {@code connect_failed}, {@code proxy_failed}, {@code tls_handshake_failed}, {@code tls_untrusted},
 * {@code tls_expired}, {@code tls_name_mismatch}, {@code timeout}, {@code connection_closed}, {@code connection_reset},
 * {@code protocol_error} (the note says what). Notes, comma-separated where there are several: {@code next_address},
 * {@code connection_renewed}, {@code body_incomplete}, {@code body_truncated}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks on the loop report by themselves
public final class GuardedClient implements AutoCloseable {

    private static final long SWEEP_MILLIS = 100;

    /** The proxy could not be reached or refused: not the receiver's doing. */
    private static final String PROXY_FAILED = "proxy_failed";

    private final Egress egress;
    private final ContextInternal context;
    private final EventLoop loop;
    private final NameResolver names;
    private final ConnectionPool pool;
    private final Deadlines deadlines = new Deadlines();
    private final Bootstrap bootstrap;
    private final long deadlineNanos;
    private @Nullable ScheduledFuture<?> sweeper;

    GuardedClient(Egress egress, Context context) {
        this.egress = egress;
        this.context = (ContextInternal) context;
        this.loop = this.context.nettyEventLoop();
        Limits limits = egress.limits();
        this.deadlineNanos = limits.deadline().toNanos();
        this.pool = new ConnectionPool(limits.idle().toNanos());
        this.names = new NameResolver(loop, this.context.owner().transport(), egress.dnsServer(), limits.dns());
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(this.context.owner().transport().channelFactory(false))
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true);
    }

    /**
     * Sends one request. To be called on the client's event loop.
     *
     * @param headers all fields but {@code Host}, {@code Content-Length} and {@code Connection}
     * @param body the exact bytes to send; not copied before, so not to be changed after
     * @param done called exactly once, on the same loop, never before this method returns; at the deadline at the latest
     */
    public void post(WebhookUrl url, RequestHeaders headers, byte[] body, Consumer<Outcome> done) {
        begin(new Exchange(this, url, headers, body, done, System.nanoTime() + deadlineNanos));
    }

    /** As {@link #post}, over a new connection, and tells how far it came. */
    public void examine(WebhookUrl url, RequestHeaders headers, byte[] body, Consumer<Examination> done) {
        Trace trace = new Trace();
        Consumer<Outcome> ended = outcome -> done.accept(trace.examination(outcome));
        Exchange exchange = new Exchange(this, url, headers, body, ended, System.nanoTime() + deadlineNanos);
        exchange.trace = trace;
        begin(exchange);
    }

    private void begin(Exchange exchange) {
        long now = System.nanoTime();
        deadlines.add(exchange);
        sweepFromNowOn();
        start(exchange, now);
    }

    private void start(Exchange exchange, long now) {
        Proxy proxy = egress.proxy();
        InetAddress literal = proxy == null ? exchange.url().literal() : proxy.literal();
        String host = proxy == null ? exchange.url().host() : proxy.host();
        Resolution.Found known = literal == null ? names.known(host, now) : Exchange.only(literal, now);
        if (known == null) {
            names.resolve(host, resolution -> exchange.resolved(blamed(resolution)));
        } else {
            exchange.resolved(known);
        }
    }

    private Resolution blamed(Resolution resolution) {
        boolean lost = resolution instanceof Resolution.NotFound && egress.proxy() != null;
        return lost ? new Resolution.NotFound(PROXY_FAILED) : resolution;
    }

    /** A proxy resolves the name itself: of what it is asked for only the form was vetted, when the URL was parsed. */
    boolean permits(WebhookUrl url, List<InetAddress> addresses) {
        return egress.proxy() != null || egress.guard().permits(url.host(), addresses);
    }

    @Nullable
    Connection idle(WebhookUrl url, InetAddress address) {
        Connection idle = pool.take(origin(url, address));
        while (idle != null && !idle.isActive()) {
            idle = pool.take(idle.origin());
        }
        return idle;
    }

    private Origin origin(WebhookUrl url, InetAddress address) {
        int port = egress.proxy() == null ? url.port() : egress.proxy().port();
        return new Origin(address, port, url.host(), url.port(), url.isTls());
    }

    /** Begins to connect; the exchange hears of the end, unless the channel is closed before. */
    Channel connect(Exchange exchange, InetAddress address) {
        Opening opening = new Opening(exchange, origin(exchange.url(), address));
        ChannelFuture attempt = bootstrap.clone().handler(opening).connect(opening.destination());
        attempt.addListener(future -> opening.tcp(future.cause()));
        return attempt.channel();
    }

    /** The way of one new channel to a connection: TCP, the proxy's tunnel, TLS. */
    private final class Opening extends ChannelInitializer<Channel> {

        private final Exchange exchange;
        private final Origin origin;
        private @Nullable Connection connection;
        private @Nullable SslHandler tls;
        private @Nullable HttpProxyHandler tunnel;

        Opening(Exchange exchange, Origin origin) {
            this.exchange = exchange;
            this.origin = origin;
        }

        private boolean isTunnel() {
            return egress.proxy() != null && origin.tls();
        }

        SocketAddress destination() {
            return isTunnel() ? Proxy.target(exchange.url()) : hop();
        }

        private InetSocketAddress hop() {
            return new InetSocketAddress(origin.address(), origin.port());
        }

        @Override
        protected void initChannel(Channel channel) {
            connection = new Connection(origin, pool, channel);
            if (isTunnel() && egress.proxy() != null) {
                tunnel = egress.proxy().tunnel(hop());
                channel.pipeline().addLast(tunnel);
            }
            if (origin.tls()) {
                tls = egress.tls().handler(channel.alloc(), exchange.url());
                channel.pipeline().addLast(tls);
            }
            channel.pipeline().addLast(connection.decoder(), connection);
        }

        void tcp(@Nullable Throwable failure) {
            if (failure != null) {
                exchange.connectFailed(egress.proxy() == null ? Failures.ofConnect(failure) : PROXY_FAILED);
            } else if (tls == null) {
                ready();
            } else {
                exchange.securing();
                tls.handshakeFuture().addListener(future -> secured(future.cause()));
            }
        }

        private void secured(@Nullable Throwable failure) {
            if (failure == null) {
                ready();
            } else {
                refuse(failure);
            }
        }

        private void refuse(Throwable failure) {
            boolean tunnelled = tunnel == null || tunnel.connectFuture().isSuccess();
            TlsRefusal refusal = Failures.refusal(failure);
            if (refusal == null || !tunnelled) {
                exchange.refused(tunnelled ? Failures.ofHandshake(failure) : PROXY_FAILED);
            } else {
                exchange.refused(refusal);
            }
        }

        private void ready() {
            if (connection != null) {
                exchange.connected(connection);
            }
        }
    }

    /** The whole request in one buffer, so that it leaves in one system call. */
    ByteBuf encode(ByteBufAllocator allocator, WebhookUrl url, RequestHeaders headers, byte[] body) {
        ByteBuf out = allocator.ioBuffer(1_024 + url.pathAndQuery().length() + body.length);
        RequestHeaders.write(out, "POST ");
        if (egress.proxy() != null && !url.isTls()) {
            writeForProxy(out, url, egress.proxy());
        } else {
            writeTarget(out, url);
        }
        headers.writeTo(out);
        RequestHeaders.write(out, "Content-Length: ");
        RequestHeaders.write(out, Integer.toString(body.length));
        RequestHeaders.write(out, "\r\nConnection: keep-alive\r\n\r\n");
        return out.writeBytes(body);
    }

    private static void writeTarget(ByteBuf out, WebhookUrl url) {
        RequestHeaders.write(out, url.pathAndQuery());
        RequestHeaders.write(out, " HTTP/1.1\r\nHost: ");
        RequestHeaders.write(out, url.authority());
        RequestHeaders.write(out, "\r\n");
    }

    private static void writeForProxy(ByteBuf out, WebhookUrl url, Proxy proxy) {
        RequestHeaders.write(out, "http://" + url.authority());
        writeTarget(out, url);
        String authorization = proxy.authorization();
        if (authorization != null) {
            RequestHeaders.write(out, "Proxy-Authorization: " + authorization + "\r\n");
        }
    }

    /** Takes leave of an exchange. The caller hears of it in a turn of its own: he may post again from there. */
    void ended(Exchange exchange, Consumer<Outcome> done, Outcome outcome) {
        deadlines.remove(exchange);
        loop.execute(() -> context.dispatch(outcome, done::accept));
    }

    private void sweepFromNowOn() {
        if (sweeper == null) {
            sweeper = loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** With nothing left to look after the timer stops, so that an idle service sleeps. */
    private void sweep() {
        long now = System.nanoTime();
        deadlines.sweep(now);
        pool.sweep(now);
        if (deadlines.isEmpty() && pool.isEmpty() && sweeper != null) {
            sweeper.cancel(false);
            sweeper = null;
        }
    }

    /** Ends what is in progress, as {@code connection_closed}, and closes all connections. From any thread. */
    @Override
    public void close() {
        if (loop.inEventLoop()) {
            closeOnLoop();
            return;
        }
        try {
            loop.submit(this::closeOnLoop).awaitUninterruptibly(1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // the loop has ended, and its connections with it
        }
    }

    private void closeOnLoop() {
        deadlines.endAll();
        pool.closeAll();
        names.close();
    }
}
