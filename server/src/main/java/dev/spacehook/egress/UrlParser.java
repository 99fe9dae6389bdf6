package dev.spacehook.egress;

import static dev.spacehook.egress.UrlRefusedException.badUrl;
import static dev.spacehook.egress.UrlRefusedException.forbidden;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes one URL apart; every character is accounted for. */
final class UrlParser {

    private static final int LONGEST = 2_048;
    private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?![0-9]).*", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]*");

    /** What RFC 3986 allows in a path beyond letters, digits and {@code %}. */
    private static final String PATH_MARKS = "-._~!$&'()*+,;=:@/";

    /** The square brackets are common in queries, and every parser reads them alike there. */
    private static final String QUERY_MARKS = PATH_MARKS + "?[]";

    private final String text;
    private final UrlRules rules;

    UrlParser(String text, UrlRules rules) {
        this.text = text;
        this.rules = rules;
    }

    WebhookUrl parse() throws UrlRefusedException {
        checkAsAWhole();
        boolean tls = scheme();
        int from = tls ? "https://".length() : "http://".length();
        int to = endOfAuthority(from);
        Authority authority = split(text.substring(from, to));
        String host = authority.host();
        @Nullable InetAddress literal = authority.bracketed() ? ipv6(host) : ipv4(host);
        boolean exempt = literal == null ? checkName(host) : checkLiteral(literal);
        int port = port(authority.port(), tls, exempt);
        String rest = text.substring(to);
        checkRest(rest);
        String kept = rest.equals("/") ? text.substring(0, to) : text;
        return new WebhookUrl(kept, tls, host, literal, port, rest.startsWith("/") ? rest : "/" + rest);
    }

    private void checkAsAWhole() throws UrlRefusedException {
        if (text.isEmpty()) {
            throw badUrl("empty");
        }
        if (text.length() > LONGEST) {
            throw badUrl("too_long", Integer.toString(LONGEST));
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ') {
                throw badUrl("space");
            }
            if (c < ' ' || c == 0x7f) {
                throw badUrl("control_character");
            }
            if (c == '\\') {
                throw badUrl("bad_character", "\\");
            }
        }
    }

    /** Whether it is https; http only where allowed. */
    private boolean scheme() throws UrlRefusedException {
        if (startsWith("https://")) {
            return true;
        }
        if (startsWith("http://")) {
            if (rules.requiresHttps()) {
                throw badUrl("https_required");
            }
            return false;
        }
        if (startsWith("https:") || startsWith("http:")) {
            throw badUrl("slashes");
        }
        throw badUrl(OTHER_SCHEME.matcher(text).matches() ? "scheme" : "no_scheme");
    }

    /** In any case, but in ASCII: to Java the long s (U+017F) is an s too. */
    private boolean startsWith(String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (i == text.length() || lower(text.charAt(i)) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    private int endOfAuthority(int from) {
        int i = from;
        while (i < text.length() && "/?#".indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private record Authority(
            String host, boolean bracketed, @Nullable String port) {}

    private static Authority split(String authority) throws UrlRefusedException {
        if (authority.indexOf('@') >= 0) {
            throw badUrl("userinfo");
        }
        if (authority.startsWith("[")) {
            return splitBracketed(authority);
        }
        int colon = authority.indexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        checkHostCharacters(host);
        return new Authority(host.toLowerCase(Locale.ROOT), false, colon < 0 ? null : authority.substring(colon + 1));
    }

    private static Authority splitBracketed(String authority) throws UrlRefusedException {
        int close = authority.indexOf(']');
        String after = authority.substring(close + 1);
        if (close < 0 || (!after.isEmpty() && !after.startsWith(":"))) {
            throw badUrl("ipv6_syntax");
        }
        String host = authority.substring(1, close).toLowerCase(Locale.ROOT);
        return new Authority(host, true, after.isEmpty() ? null : after.substring(1));
    }

    private static void checkHostCharacters(String host) throws UrlRefusedException {
        if (host.isEmpty()) {
            throw badUrl("no_host");
        }
        if (host.chars().anyMatch(c -> c > 0x7f)) {
            String ascii = HostNames.asciiForm(host);
            throw ascii == null ? badUrl("non_ascii_host_unclear") : badUrl("non_ascii_host", ascii);
        }
    }

    private static InetAddress ipv6(String host) throws UrlRefusedException {
        byte[] bytes = host.indexOf(':') < 0 ? null : Network.literal(host);
        if (bytes == null) {
            throw badUrl("ipv6_syntax");
        }
        return address(bytes);
    }

    private static @Nullable InetAddress ipv4(String host) throws UrlRefusedException {
        if (!HostNames.looksLikeNumber(host)) {
            return null;
        }
        byte[] bytes = host.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}") ? Network.literal(host) : null;
        if (bytes == null) {
            throw badUrl("ipv4_syntax");
        }
        return address(bytes);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** Whether the name is exempt from the guard. */
    private boolean checkName(String host) throws UrlRefusedException {
        if (host.endsWith(".")) {
            throw badUrl("trailing_dot");
        }
        if (!HostNames.wellFormed(host)) {
            throw badUrl("host_syntax");
        }
        boolean exempt = rules.exemptions().name(host);
        if (!exempt && HostNames.internal(host)) {
            throw forbidden("internal_name");
        }
        return exempt;
    }

    /** Whether the address is exempt from the guard. */
    private boolean checkLiteral(InetAddress literal) throws UrlRefusedException {
        byte[] bytes = literal.getAddress();
        if (rules.exemptions().address(bytes)) {
            return true;
        }
        if (!AddressTable.isPublic(bytes)) {
            throw forbidden("not_public");
        }
        if (!rules.allowsIpLiterals()) {
            throw badUrl("ip_literal");
        }
        return false;
    }

    private int port(@Nullable String digits, boolean tls, boolean exempt) throws UrlRefusedException {
        if (digits == null) {
            return tls ? 443 : 80;
        }
        if (!PORT.matcher(digits).matches()) {
            throw badUrl("port_syntax");
        }
        int port = digits.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw badUrl("port_range");
        }
        if (!exempt && !rules.allowsPort(port)) {
            throw badUrl("port_denied", digits);
        }
        return port;
    }

    /** Path and query. */
    private static void checkRest(String rest) throws UrlRefusedException {
        String marks = PATH_MARKS;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '?') {
                marks = QUERY_MARKS;
            } else if (c == '%') {
                checkEncoded(rest, i);
            } else if (!isLetterOrDigit(c) && marks.indexOf(c) < 0) {
                throw refusedCharacter(c);
            }
        }
    }

    private static UrlRefusedException refusedCharacter(char c) {
        if (c == '#') {
            return badUrl("fragment");
        }
        return c > 0x7f ? badUrl("non_ascii_path") : badUrl("bad_character", Character.toString(c));
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void checkEncoded(String rest, int percent) throws UrlRefusedException {
        int high = percent + 1 < rest.length() ? hex(rest.charAt(percent + 1)) : -1;
        int low = percent + 2 < rest.length() ? hex(rest.charAt(percent + 2)) : -1;
        if (high < 0 || low < 0) {
            throw badUrl("bad_percent");
        }
        int encoded = high * 16 + low;
        if (encoded < ' ' || encoded == 0x7f) {
            throw badUrl("control_character");
        }
    }

    private static int hex(char c) {
        return c > 0x7f ? -1 : Character.digit(c, 16);
    }
}
