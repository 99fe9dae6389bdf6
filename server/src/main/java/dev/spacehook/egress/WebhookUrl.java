package dev.spacehook.egress;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a webhook, in parts: what is requested is built from these and never parsed again. Immutable; equal where
 * the texts are.
 */
public final class WebhookUrl {

    private final String text;
    private final boolean tls;
    private final String host;
    private final @Nullable InetAddress literal;
    private final int port;
    private final String pathAndQuery;

    WebhookUrl(String text, boolean tls, String host, @Nullable InetAddress literal, int port, String pathAndQuery) {
        this.text = text;
        this.tls = tls;
        this.host = host;
        this.literal = literal;
        this.port = port;
        this.pathAndQuery = pathAndQuery;
    }

    /**
     * Reads a URL strictly: RFC 3986 in ASCII, {@code https} (or {@code http} where allowed), a host and perhaps a port,
     * a path and a query; nothing else, nothing repaired. Does not resolve the name.
     *
     * @throws UrlRefusedException saying what is wrong with it
     */
    public static WebhookUrl parse(String text, UrlRules rules) throws UrlRefusedException {
        return new UrlParser(text, rules).parse();
    }

    /** As given, but for a path of exactly {@code /} without a query, which is dropped. */
    public String text() {
        return text;
    }

    /** {@code https} or {@code http}. */
    public String scheme() {
        return tls ? "https" : "http";
    }

    /** Lower case; an IPv6 literal without its brackets. */
    public String host() {
        return host;
    }

    /** 1 to 65535; the scheme's own where the URL names none. */
    public int port() {
        return port;
    }

    /** As sent in the request line; at least {@code /}. */
    public String pathAndQuery() {
        return pathAndQuery;
    }

    boolean isTls() {
        return tls;
    }

    /** The address itself where the host is one. */
    @Nullable
    InetAddress literal() {
        return literal;
    }

    /** The value of the {@code Host} header: with the port only where it is not the scheme's own. */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : '[' + host + ']';
        return port == (tls ? 443 : 80) ? name : name + ':' + port;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebhookUrl that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** For logs: without path and query, which may hold secrets. */
    @Override
    public String toString() {
        return scheme() + "://" + authority() + "/…";
    }
}
