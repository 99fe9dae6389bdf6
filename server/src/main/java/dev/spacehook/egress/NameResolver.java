package dev.spacehook.egress;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.DnsServerAddresses;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names on one event loop: the hosts file, then DNS, without search domains. Answers are reused for their TTL
 * between 1 and 30 s, failures not at all; questions asked at the same time are asked once. Not thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // answers come to the listeners
final class NameResolver implements AutoCloseable {

    private static final int CACHE_ENTRIES = 10_000;

    private final EventLoop loop;
    private final Duration timeout;
    private final DnsNameResolver dns;
    private final DefaultHostsFileEntriesResolver hosts = new DefaultHostsFileEntriesResolver();
    private final Map<String, Resolution.Found> cache = new HashMap<>();
    private final Map<String, List<Consumer<Resolution>>> waiting = new HashMap<>();

    /** @param server the only one to ask; null: the system's */
    NameResolver(EventLoop loop, Transport transport, @Nullable InetSocketAddress server, Duration timeout) {
        this.loop = loop;
        this.timeout = timeout;
        this.dns = new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(transport::datagramChannel)
                .socketChannelFactory(
                        () -> (SocketChannel) transport.channelFactory(false).newChannel())
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(servers(server))
                .queryTimeoutMillis(timeout.toMillis() * 9 / 20)
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                .build();
    }

    /** The one server is named twice, so that a lost packet is asked for again. */
    private static DnsServerAddressStreamProvider servers(@Nullable InetSocketAddress server) {
        if (server == null) {
            return DnsServerAddressStreamProviders.platformDefault();
        }
        DnsServerAddresses twice = DnsServerAddresses.sequential(server, server);
        return hostname -> twice.stream();
    }

    /** The addresses of a name, if they are known. */
    Resolution.@Nullable Found known(String host, long now) {
        Resolution.Found found = cache.get(host);
        return found != null && found.isFresh(now) ? found : null;
    }

    /** Looks a name up; the answer comes later on the loop, or at once where the hosts file has it. */
    void resolve(String host, Consumer<Resolution> then) {
        List<InetAddress> fixed = fromHostsFile(host);
        if (!fixed.isEmpty()) {
            then.accept(remember(host, fixed, DnsAnswers.LONGEST_TTL));
            return;
        }
        List<Consumer<Resolution>> others = waiting.get(host);
        if (others != null) {
            others.add(then);
            return;
        }
        List<Consumer<Resolution>> first = new ArrayList<>();
        first.add(then);
        waiting.put(host, first);
        ask(host);
    }

    private List<InetAddress> fromHostsFile(String host) {
        List<InetAddress> found = hosts.addresses(host, ResolvedAddressTypes.IPV4_PREFERRED);
        return found == null ? List.of() : found;
    }

    private void ask(String host) {
        DnsAnswers answers = new DnsAnswers(2, result -> answered(host, result));
        loop.schedule(answers::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
        for (DnsRecordType type : List.of(DnsRecordType.A, DnsRecordType.AAAA)) {
            dns.resolveAll(DnsAnswers.question(host, type)).addListener(answers);
        }
    }

    private void answered(String host, DnsAnswers.Result result) {
        Resolution resolution = result.error() == null
                ? remember(host, result.addresses(), result.ttlSeconds())
                : new Resolution.NotFound(result.error());
        List<Consumer<Resolution>> all = waiting.remove(host);
        if (all != null) {
            all.forEach(one -> one.accept(resolution));
        }
    }

    private Resolution.Found remember(String host, List<InetAddress> addresses, long ttlSeconds) {
        long now = System.nanoTime();
        if (cache.size() >= CACHE_ENTRIES) {
            cache.values().removeIf(old -> !old.isFresh(now));
        }
        Resolution.Found found = new Resolution.Found(addresses, now + TimeUnit.SECONDS.toNanos(ttlSeconds));
        if (cache.size() < CACHE_ENTRIES) {
            cache.put(host, found);
        }
        return found;
    }

    @Override
    public void close() {
        dns.close();
    }
}
