package dev.spacehook.egress;

import io.netty.handler.proxy.HttpProxyHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The only way out, where one is configured: {@code CONNECT} for https (RFC 9110, section 9.3.6), requests in absolute
 * form for http.
 */
record Proxy(String host, int port, @Nullable String user, String password) {

    /** @throws IllegalArgumentException if it is not {@code http://[user:password@]host[:port]} */
    static Proxy of(URI uri) {
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("SPACEHOOK_EGRESS_PROXY: write http://host:port");
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        String userInfo = uri.getUserInfo();
        if (userInfo == null) {
            return new Proxy(host, port, null, "");
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new Proxy(host, port, userInfo, "")
                : new Proxy(host, port, userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }

    /** Opens the tunnel. The channel connects to the target's unresolved name; the handler turns that to {@code at}. */
    HttpProxyHandler tunnel(SocketAddress at) {
        HttpProxyHandler handler = user == null ? new HttpProxyHandler(at) : new HttpProxyHandler(at, user, password);
        handler.setConnectTimeoutMillis(0);
        return handler;
    }

    /** The value of {@code Proxy-Authorization}; null without a user. */
    @Nullable
    String authorization() {
        if (user == null) {
            return null;
        }
        byte[] credentials = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    /** The address itself where the configured host is one. */
    @Nullable
    InetAddress literal() {
        return Network.literal(host) == null ? null : InetAddress.ofLiteral(host);
    }

    static InetSocketAddress target(WebhookUrl url) {
        return InetSocketAddress.createUnresolved(url.host(), url.port());
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}
