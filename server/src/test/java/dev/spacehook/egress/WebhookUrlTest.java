package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.spacehook.api.Problem;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {

    private static Stream<UrlFiles.Entry> hostile() {
        return UrlFiles.read("hostile-urls.txt").filter(entry -> entry.tag().startsWith("R:"));
    }

    private static Stream<UrlFiles.Entry> refusedWhenDialled() {
        return UrlFiles.read("hostile-urls.txt").filter(entry -> entry.tag().startsWith("C:"));
    }

    private static Stream<UrlFiles.Entry> benign() {
        return UrlFiles.read("benign-urls.txt");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesHostile(UrlFiles.Entry entry) {
        assertThatThrownBy(() -> WebhookUrl.parse(entry.url(), Rules.STRICT)).isInstanceOf(UrlRefusedException.class);
        assertThatThrownBy(() -> WebhookUrl.parse(entry.url(), Rules.LAX)).isInstanceOf(UrlRefusedException.class);
    }

    @ParameterizedTest
    @MethodSource("refusedWhenDialled")
    void takesWhatOnlyTheAddressGivesAway(UrlFiles.Entry entry) throws Exception {
        assertThat(WebhookUrl.parse(entry.url(), Rules.STRICT).text()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("benign")
    void keepsBenignAsGiven(UrlFiles.Entry entry) throws Exception {
        String text = WebhookUrl.parse(entry.url(), Rules.STRICT).text();
        assertThat(text).isIn(entry.url(), entry.url().replaceAll("/$", ""));
        assertThat(WebhookUrl.parse(text, Rules.STRICT).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "https://some.url/, https://some.url",
        "https://some.url, https://some.url",
        "HTTPS://Some.URL:443/, HTTPS://Some.URL:443",
        "https://some.url//, https://some.url//",
        "https://some.url/?, https://some.url/?",
        "https://some.url/?a=1, https://some.url/?a=1",
        "https://some.url?a=1, https://some.url?a=1",
        "https://some.url/hook/, https://some.url/hook/"
    })
    void dropsOnlyALoneSlash(String given, String kept) throws Exception {
        assertThat(WebhookUrl.parse(given, Rules.STRICT).text()).isEqualTo(kept);
    }

    @Test
    void isInParts() throws Exception {
        WebhookUrl url = WebhookUrl.parse("HTTPS://Hooks.Example.COM:8443?A=b", Rules.STRICT);
        assertThat(url.scheme()).isEqualTo("https");
        assertThat(url.host()).isEqualTo("hooks.example.com");
        assertThat(url.port()).isEqualTo(8443);
        assertThat(url.pathAndQuery()).isEqualTo("/?A=b");
        assertThat(url.authority()).isEqualTo("hooks.example.com:8443");
        assertThat(url).hasToString("https://hooks.example.com:8443/…");
    }

    @ParameterizedTest
    @CsvSource({
        "'', BAD_URL, empty",
        "https://exa mple.com, BAD_URL, space",
        "example.com/hook, BAD_URL, no_scheme",
        "example.com:8443/hook, BAD_URL, no_scheme",
        "httpſ://example.com, BAD_URL, no_scheme",
        "ftp://example.com, BAD_URL, scheme",
        "http://example.com, BAD_URL, https_required",
        "https:example.com, BAD_URL, slashes",
        "https:///hook, BAD_URL, no_host",
        "https://a:b@example.com, BAD_URL, userinfo",
        "https://example.com/#a, BAD_URL, fragment",
        "https://example.com., BAD_URL, trailing_dot",
        "https://-a.example.com, BAD_URL, host_syntax",
        "https://0x7f.1, BAD_URL, ipv4_syntax",
        "https://[::1, BAD_URL, ipv6_syntax",
        "https://[::1]x, BAD_URL, ipv6_syntax",
        "https://8.8.8.8, BAD_URL, ip_literal",
        "https://[2a00:1450:4001::1], BAD_URL, ip_literal",
        "https://10.0.0.1, FORBIDDEN_ADDRESS, not_public",
        "https://hook, FORBIDDEN_ADDRESS, internal_name",
        "https://a.local, FORBIDDEN_ADDRESS, internal_name",
        "https://example.com:x, BAD_URL, port_syntax",
        "https://example.com:0443, BAD_URL, port_syntax",
        "https://example.com:99999999999999999999, BAD_URL, port_range",
        "https://example.com:80, BAD_URL, port_denied",
        "https://example.com:5432, BAD_URL, port_denied",
        "https://example.com/%4, BAD_URL, bad_percent",
        "https://example.com/%7F, BAD_URL, control_character",
        "https://example.com/|, BAD_URL, bad_character",
        "https://example.com/привет, BAD_URL, non_ascii_path",
        "https://пример.рф/, BAD_URL, non_ascii_host",
        "https://faß.de/, BAD_URL, non_ascii_host_unclear",
    })
    void saysWhatIsWrong(String text, Problem.Code code, String reason) {
        UrlRefusedException refusal =
                catchThrowableOfType(UrlRefusedException.class, () -> WebhookUrl.parse(text, Rules.STRICT));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    @Test
    void namesTheAsciiFormOfAHost() {
        UrlRefusedException refusal = catchThrowableOfType(
                UrlRefusedException.class, () -> WebhookUrl.parse("https://Хуки.Пример.РФ/", Rules.STRICT));
        assertThat(refusal.arguments()).containsExactly("xn--h1ad0ah.xn--e1afmkfd.xn--p1ai");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:3000/hook",
                "http://127.1.2.3:22/",
                "https://[::1]:8443/",
                "http://localhost:1234/",
                "http://LOCALHOST/"
            })
    void exemptionsHoldForFormAndPorts(String text) throws Exception {
        assertThat(WebhookUrl.parse(text, Rules.DEMO).text()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/",
                "http://[::2]/",
                "http://a.localhost/",
                "http://127.1:3000/",
                "http://2130706433/",
                "http://localhost./",
                "http://127.0.0.1@example.com/",
                "http://[fe80::1%25lo]/"
            })
    void exemptionsHoldForNothingElse(String text) {
        assertThatThrownBy(() -> WebhookUrl.parse(text, Rules.DEMO)).isInstanceOf(UrlRefusedException.class);
    }

    @Test
    void suffixesAndNetworksAreExempt() throws Exception {
        UrlRules rules = Rules.rules(true, false, "*.corp", "10.0.0.0/8", "fd00::/8", "Hooks");
        for (String text : new String[] {
            "https://a.b.corp:22/", "https://10.1.2.3:25/", "https://[fd00::5]/", "https://hooks:5432/x"
        }) {
            assertThat(WebhookUrl.parse(text, rules).text()).isNotEmpty();
        }
        for (String text :
                new String[] {"https://corp/", "https://xcorp/", "https://11.1.2.3/", "https://a.hooks.lan/"}) {
            assertThatThrownBy(() -> WebhookUrl.parse(text, rules)).isInstanceOf(UrlRefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "*.", "*", "a b", "http://x", "1.2.3", "a..b"})
    void namesAnExemptionThatMakesNoSense(String entry) {
        assertThatThrownBy(() -> Rules.rules(true, false, entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SPACEHOOK_EGRESS_ALLOW")
                .hasMessageContaining(entry);
    }

    @Test
    void isAsLongAsAllowedAndNoLonger() throws Exception {
        String start = "https://example.com/";
        String longest = start + "a".repeat(2_048 - start.length());
        assertThat(WebhookUrl.parse(longest, Rules.STRICT).text()).hasSize(2_048);
        assertThatThrownBy(() -> WebhookUrl.parse(longest + "a", Rules.STRICT)).isInstanceOf(UrlRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 64, 253, 254, 1_000, 2_000})
    void refusesALongNameInAnotherScript(int length) {
        String text = "https://é" + "a".repeat(length) + ".com/";
        assertThatThrownBy(() -> WebhookUrl.parse(text, Rules.STRICT)).isInstanceOf(UrlRefusedException.class);
    }

    @Test
    void isEqualWhereTheTextIs() throws Exception {
        WebhookUrl a = WebhookUrl.parse("https://example.com/", Rules.STRICT);
        WebhookUrl b = WebhookUrl.parse("https://example.com", Rules.LAX);
        assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
        assertThat(a).isNotEqualTo(WebhookUrl.parse("https://example.com/a", Rules.STRICT));
    }
}
