package dev.spacehook.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.spacehook.ServiceProfile;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RawHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Limits on requests and on wrong passwords, and whose address they count, behind a trusted proxy. */
@QuarkusTest
@TestProfile(LimitsTest.Limited.class)
class LimitsTest {

    /** A token one request a second, an address three; ten seconds' worth at once. */
    public static final class Limited extends ServiceProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> values = new HashMap<>(super.getConfigOverrides());
            values.put("SPACEHOOK_DATA_DIR", values.get("SPACEHOOK_DATA_DIR") + "-limited");
            values.put("SPACEHOOK_RATE_PER_ADDRESS", "3");
            values.put("SPACEHOOK_RATE_PER_TOKEN", "1");
            values.put("SPACEHOOK_TRUSTED_PROXIES", "127.0.0.99,10.0.0.0/8,2001:db8::/32");
            return values;
        }
    }

    private static String get(String from, String headers) throws IOException {
        try (RawHttp connection = new RawHttp(RestAssured.port, from)) {
            return connection
                    .send("GET /v1/tokens HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
                    .readAnswer();
        }
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    @Test
    void tellsBrowsersToStayWithHttpsWhereATrustedProxySpeaksIt() throws IOException {
        String https = "X-Forwarded-Proto: https\r\n";

        assertThat(get("127.0.0.99", https)).containsIgnoringCase("strict-transport-security: max-age=31536000\r\n");
        assertThat(get("127.0.0.99", "")).doesNotContainIgnoringCase("strict-transport-security");
        assertThat(get("127.0.0.77", https)).doesNotContainIgnoringCase("strict-transport-security");
    }

    @Test
    void oneAddressIsLimitedAndThePlatformIsNot() throws IOException {
        String last = "";
        for (int i = 0; i < 100 && !last.startsWith("HTTP/1.1 429 "); i++) {
            last = get("127.0.0.31", "X-Forwarded-For: 203.0.113." + i + "\r\n");
        }
        assertThat(last)
                .startsWith("HTTP/1.1 429 ")
                .contains("too_many_requests")
                .containsIgnoringCase("retry-after: 1");

        String platform = TestTokens.ofClient(ServiceProfile.PLATFORM_ID, ServiceProfile.JWT_SECRET);
        for (int i = 0; i < 50; i++) {
            assertThat(get("127.0.0.31", bearer(platform))).startsWith("HTTP/1.1 403 ");
        }
        assertThat(get("127.0.0.32", "")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void behindATrustedProxyTheClientCounts() throws IOException {
        for (int i = 0; i < 60; i++) {
            assertThat(get("127.0.0.99", "X-Forwarded-For: 1.1.1.1, 198.51.100." + i + ", 10.1.2.3\r\n"))
                    .startsWith("HTTP/1.1 401 ");
            assertThat(get(
                            "127.0.0.99",
                            "Forwarded: for=1.1.1.1, for=\"[2001:db9:" + i + "::1]:4711\";proto=https\r\n"))
                    .startsWith("HTTP/1.1 401 ");
        }
        String last = "";
        for (int i = 0; i < 100 && !last.startsWith("HTTP/1.1 429 "); i++) {
            last = get("127.0.0.99", "X-Forwarded-For: 203.0.113." + i + ", 192.0.2.7\r\n");
        }
        assertThat(last).startsWith("HTTP/1.1 429 ");
    }

    @Test
    void oneTokenIsLimitedFromWhereverItComes() throws IOException {
        String token = TestTokens.ofPerson("busy", ServiceProfile.JWT_SECRET);
        String last = "";
        for (int i = 0; i < 60 && !last.startsWith("HTTP/1.1 429 "); i++) {
            last = get("127.0.1." + i, bearer(token));
        }
        assertThat(last).startsWith("HTTP/1.1 429 ");

        String another = TestTokens.ofPerson("quiet", ServiceProfile.JWT_SECRET);
        assertThat(get("127.0.0.41", bearer(another))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void wrongPasswordsAreForgivenWithTime() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
        PasswordThrottle throttle = new PasswordThrottle(now::get);
        for (int i = 0; i < PasswordThrottle.WRONG_ALLOWED; i++) {
            throttle.begin("192.0.2.1");
        }
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> throttle.begin("192.0.2.1"))
                .satisfies(problem -> assertThat(problem.retryAfterSeconds()).isEqualTo(45));
        throttle.begin("192.0.2.2");

        now.addAndGet(Duration.ofSeconds(46).toNanos());
        throttle.begin("192.0.2.1").succeeded();
        throttle.begin("192.0.2.1");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> throttle.begin("192.0.2.1"));
    }
}
