package dev.spacehook.api;

import dev.spacehook.config.Settings;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from: the peer, or what a trusted proxy says in {@code Forwarded} (RFC 7239) or
 * {@code X-Forwarded-For}. From anyone else these headers are noise. Thread-safe; does not block.
 */
@Singleton
public final class ClientAddresses {

    private static final Pattern FORWARDED_FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*\"?([^\";]+)\"?");
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]+)](?::\\d+)?|([0-9.]+):\\d+");
    private static final int MOST_HOPS = 20;

    private final List<IpSubnetFilterRule> trusted;

    /** @throws IllegalArgumentException naming a trusted proxy that is neither an address nor a network */
    ClientAddresses(Settings settings) {
        trusted = settings.http().trustedProxies().stream()
                .map(ClientAddresses::network)
                .toList();
    }

    private static IpSubnetFilterRule network(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        if (address == null || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
            throw notANetwork(text);
        }
        int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * 8;
        if (bits > address.length * 8) {
            throw notANetwork(text);
        }
        return new IpSubnetFilterRule(parse(address), bits, IpFilterRuleType.ACCEPT);
    }

    private static IllegalArgumentException notANetwork(String text) {
        return new IllegalArgumentException(
                "SPACEHOOK_TRUSTED_PROXIES: " + text + " is neither an address nor a network such as 10.0.0.0/8");
    }

    /** The client's address, as numbers. */
    public String of(HttpServerRequest request) {
        return NetUtil.toAddressString(address(request));
    }

    /** What limits count: the address, of IPv6 the network of 64 bits, which one household has as a whole. */
    public String network(HttpServerRequest request) {
        InetAddress address = address(request);
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
    }

    /** Whether the client speaks https, to us or to a trusted proxy. */
    public boolean isSecure(HttpServerRequest request) {
        return request.isSSL()
                || ("https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")) && isTrusted(peer(request)));
    }

    private InetAddress address(HttpServerRequest request) {
        InetAddress client = peer(request);
        if (trusted.isEmpty()) {
            return client;
        }
        List<String> hops = hops(request);
        // each proxy appends whom it heard: from the right, the first that is no proxy of ours is the client
        for (String hop : hops.reversed()) {
            InetAddress said = isTrusted(client) ? parse(hop) : null;
            if (said == null) {
                return client;
            }
            client = said;
        }
        return client;
    }

    private static List<String> hops(HttpServerRequest request) {
        List<String> forwarded = elements(request.headers().getAll("Forwarded"));
        if (forwarded.isEmpty()) {
            return elements(request.headers().getAll("X-Forwarded-For"));
        }
        return forwarded.stream().map(ClientAddresses::forwardedFor).toList();
    }

    private static List<String> elements(List<String> headers) {
        List<String> elements = new ArrayList<>();
        for (String header : headers) {
            Collections.addAll(elements, header.split(",", -1));
        }
        return elements.subList(Math.max(0, elements.size() - MOST_HOPS), elements.size());
    }

    private static String forwardedFor(String element) {
        Matcher matcher = FORWARDED_FOR.matcher(element);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static @Nullable InetAddress parse(String hop) {
        String text = hop.strip();
        Matcher withPort = WITH_PORT.matcher(text);
        if (withPort.matches()) {
            text = withPort.group(1) == null ? withPort.group(2) : withPort.group(1);
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
        return address == null ? null : parse(address);
    }

    private static InetAddress parse(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not 4 or 16 bytes", e);
        }
    }

    private boolean isTrusted(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return trusted.stream().anyMatch(rule -> rule.matches(socket));
    }

    private static InetAddress peer(HttpServerRequest request) {
        InetAddress peer = parse(request.remoteAddress().hostAddress());
        return peer == null ? InetAddress.getLoopbackAddress() : peer;
    }
}
