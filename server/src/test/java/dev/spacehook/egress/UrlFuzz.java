package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Random texts, close to URLs. Refused or taken; taken, a text survives printing and parsing, and java.net.URI reads the
 * same host and port.
 */
public final class UrlFuzz implements Consumer<Random> {

    private static final List<String> PIECES = List.of(
            "https://",
            "http://",
            "HTTPS://",
            "https:",
            "//",
            "/",
            "\\",
            "?",
            "#",
            "@",
            ":",
            "[",
            "]",
            "%",
            "%2",
            "%0d",
            "%41",
            ".",
            "..",
            "-",
            "_",
            "a",
            "example.com",
            "xn--mnchen-3ya.de",
            "localhost",
            "LOCALHOST",
            "10",
            "0x7f",
            "0177",
            "127.0.0.1",
            "1.2.3.4",
            "256.1.1.1",
            "8.8.8.8",
            "[::1]",
            "[::ffff:8.8.8.8]",
            "[2a00::1]",
            "fe80::1",
            "%25lo",
            "443",
            ":443",
            ":80",
            ":8443",
            ":65536",
            ":0",
            ":-1",
            ":+1",
            " ",
            "\t",
            "\r\n",
            "\0",
            "\u00e9",
            "\u3002",
            "\uff0e",
            "\uff0f",
            "\u202e",
            "\ud83d\ude00",
            "\ud800",
            "<",
            ">",
            "\"",
            "{",
            "}",
            "|",
            "^",
            "`",
            "'",
            "&",
            "=",
            "+",
            ",",
            ";",
            "!",
            "$",
            "*",
            "(",
            ")",
            "~",
            "user",
            "user:pass@",
            "com",
            ".com",
            "corp");

    private final List<UrlRules> rules = List.of(
            Rules.STRICT, Rules.LAX, Rules.DEMO, Rules.rules(false, true, "0.0.0.0/0", "::/0", "*.com", "a", "user"));

    private final List<String> seeds = new ArrayList<>();
    private int taken;

    public UrlFuzz() {
        UrlFiles.read("hostile-urls.txt").map(UrlFiles.Entry::url).forEach(seeds::add);
        UrlFiles.read("benign-urls.txt").map(UrlFiles.Entry::url).forEach(seeds::add);
    }

    /** How many texts have been taken. */
    public int taken() {
        return taken;
    }

    @Override
    public void accept(Random random) {
        String text = random.nextBoolean() ? assembled(random) : mutated(random);
        UrlRules chosen = rules.get(random.nextInt(rules.size()));
        assertThat(problem(text, chosen)).as("text %s", text).isEmpty();
    }

    private static String assembled(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "https://");
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private String mutated(Random random) {
        StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        for (int i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, (char) random.nextInt(0x180));
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                default -> text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    /** What is wrong with how a text was read; empty if nothing is. */
    private String problem(String text, UrlRules rules) {
        WebhookUrl url;
        try {
            url = WebhookUrl.parse(text, rules);
        } catch (UrlRefusedException e) {
            return "";
        } catch (RuntimeException e) {
            return e.toString();
        }
        taken++;
        return survives(url, rules) ? difference(url) : "does not survive";
    }

    private static boolean survives(WebhookUrl url, UrlRules rules) {
        try {
            WebhookUrl again = WebhookUrl.parse(url.text(), rules);
            return again.text().equals(url.text())
                    && again.host().equals(url.host())
                    && again.port() == url.port()
                    && again.scheme().equals(url.scheme())
                    && again.pathAndQuery().equals(url.pathAndQuery());
        } catch (UrlRefusedException e) {
            return false;
        }
    }

    /** Against a parser we did not write. It knows no underscores and no numeric top label in names: no host then. */
    private static String difference(WebhookUrl url) {
        URI other;
        try {
            other = new URI(url.text());
        } catch (URISyntaxException e) {
            return "java.net.URI refuses it: " + e.getMessage();
        }
        if (other.getHost() == null) {
            return other.getRawAuthority().toLowerCase(Locale.ROOT).startsWith(url.host()) ? "" : "another authority";
        }
        String host = other.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        int standard = "https".equalsIgnoreCase(other.getScheme()) ? 443 : 80;
        int port = other.getPort() < 0 ? standard : other.getPort();
        String rest = (other.getRawPath().isEmpty() ? "/" : other.getRawPath())
                + (other.getRawQuery() == null ? "" : "?" + other.getRawQuery());
        boolean same = host.equals(url.host())
                && port == url.port()
                && rest.equals(url.pathAndQuery())
                && other.getRawUserInfo() == null
                && other.getRawFragment() == null;
        return same ? "" : "java.net.URI reads " + host + " " + port + " " + rest;
    }
}
