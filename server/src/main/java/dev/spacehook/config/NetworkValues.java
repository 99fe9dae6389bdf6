package dev.spacehook.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is written in the settings about the network. Those who use it parse it again for their own purposes; it is
 * refused here, where whatever is wrong is named at once.
 */
final class NetworkValues {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,62}(\\.[a-z0-9_][a-z0-9_-]{0,62})*");
    private static final Pattern IPV4 = Pattern.compile("(" + "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])(\\.|$)){4}");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):(\\d{1,5})");

    private NetworkValues() {}

    /** An address, or a network such as {@code 10.0.0.0/8}. */
    static String network(String text) {
        if (!isNetwork(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither an address nor a network such as 10.0.0.0/8");
        }
        return text;
    }

    /** A network, a host name, or {@code *.suffix}. */
    static String exemption(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        String host = name.startsWith("*.") ? name.substring(2) : name;
        boolean isName = NAME.matcher(host).matches() && (host.length() < name.length() || !name.matches("[0-9.]*"));
        if (!isName && !isNetwork(text)) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is neither a network such as 10.0.0.0/8, a host name, nor a suffix such as *.example.com");
        }
        return text;
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        int most = bits(slash < 0 ? text : text.substring(0, slash));
        String length = slash < 0 ? "0" : text.substring(slash + 1);
        return length.matches("\\d{1,3}") && Integer.parseInt(length) <= most;
    }

    /** How many bits the address has; -1 if it is none. */
    private static int bits(String address) {
        if (IPV4.matcher(address).matches()) {
            return 32;
        }
        if (!address.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return -1;
        }
        try {
            return InetAddress.ofLiteral(address) == null ? -1 : 128;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    static String hostAndPort(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new IllegalArgumentException("must be host:port, for example 10.0.0.2:53, not \"" + text + "\"");
        }
        return text;
    }

    /** What is wrong is not quoted: there may be a password in it. */
    static URI proxy(String text) {
        URI uri = url(text);
        if (!"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException("must be http://host:port");
        }
        return uri;
    }

    /** As {@link #proxy}, of either scheme. */
    static URI url(String text) {
        URI uri = text.matches("https?://.*") ? parse(text) : null;
        if (uri == null || uri.getHost() == null) {
            throw new IllegalArgumentException("must be a URL, http:// or https://");
        }
        return uri;
    }

    private static URI parse(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // its message would quote the text
            throw new IllegalArgumentException("must be a URL, http:// or https://");
        }
    }

    /** A file with certificates in PEM. */
    static Path certificates(String text) {
        Path file = Path.of(text);
        try (InputStream in = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty()) {
                return file;
            }
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("cannot read certificates from " + text, e);
        }
        throw new IllegalArgumentException("no PEM certificate in " + text);
    }
}
