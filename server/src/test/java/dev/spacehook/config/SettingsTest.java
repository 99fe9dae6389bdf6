package dev.spacehook.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.spacehook.egress.EgressFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void nothingSetMeansTheDocumentedDefaults() {
        Settings settings = Settings.from(Map.of());

        assertThat(settings.http()).isEqualTo(new Settings.Http("0.0.0.0", 8080, "127.0.0.1", 9000, null, List.of()));
        assertThat(settings.database().isEmbedded()).isTrue();
        assertThat(settings.dataDir()).hasToString("./data");
        assertThat(settings.platformClient()).isNull();
        assertThat(settings.delivery())
                .isEqualTo(new Settings.Delivery(
                        3, List.of(Duration.ofSeconds(60)), Duration.ofSeconds(15), Duration.ofHours(24)));
        assertThat(settings.egress()).isEqualTo(new Settings.Egress(true, List.of(), false, null, null, null));
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void namesWithoutThePrefixAreNobodysBusiness() {
        assertThat(Settings.from(Map.of("PATH", "/bin", "HTTP_PORT", "x"))
                        .http()
                        .port())
                .isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource({
        "SPACEHOOK_HTTP_PROT, SPACEHOOK_HTTP_PORT",
        "SPACEHOOK_DELIVERY_INTERVALS, SPACEHOOK_DELIVERY_INTERVAL",
        "SPACEHOOK_EGRESS_ALOW, SPACEHOOK_EGRESS_ALLOW",
        "SPACEHOOK_JWT_SECRETS, SPACEHOOK_JWT_SECRET",
    })
    void anUnknownNameStopsTheStartAndTheLikelyOneIsNamed(String wrong, String right) {
        assertThatThrownBy(() -> Settings.from(Map.of(wrong, "1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(wrong + ":")
                .hasMessageContaining("did you mean " + right + "?");
    }

    @Test
    void whatKubernetesSetsForAServiceOfThatNameIsPassedOver() {
        assertThat(Settings.from(Map.of(
                                "SPACEHOOK_SERVICE_HOST", "10.0.0.1",
                                "SPACEHOOK_SERVICE_PORT", "8080",
                                "SPACEHOOK_SERVICE_PORT_HTTP", "8080",
                                "SPACEHOOK_PORT", "tcp://10.0.0.1:8080",
                                "SPACEHOOK_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                                "SPACEHOOK_PORT_8080_TCP_ADDR", "10.0.0.1"))
                        .http()
                        .port())
                .isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SPACEHOOK_HTTP_PORT | http",
                "SPACEHOOK_HTTP_PORT | 65536",
                "SPACEHOOK_HTTP_PORT | -1",
                "SPACEHOOK_DELIVERY_ATTEMPTS | 0",
                "SPACEHOOK_DELIVERY_INTERVAL | 60",
                "SPACEHOOK_DELIVERY_INTERVAL | 60s,soon",
                "SPACEHOOK_DELIVERY_INTERVAL | ,",
                "SPACEHOOK_DELIVERY_TIMEOUT | 2m",
                "SPACEHOOK_RETENTION | 1h",
                "SPACEHOOK_EGRESS_REQUIRE_HTTPS | yes",
                "SPACEHOOK_EGRESS_DNS | 10.0.0.1",
                "SPACEHOOK_EGRESS_DNS | 10.0.0.1:65536",
                "SPACEHOOK_EGRESS_ALLOW | 10.0.0.0/8,10.0.0.0/33",
                "SPACEHOOK_EGRESS_ALLOW | 10.0.0",
                "SPACEHOOK_EGRESS_ALLOW | *.exa mple.com",
                "SPACEHOOK_EGRESS_CA_FILE | /nowhere/ca.pem",
                "SPACEHOOK_EGRESS_CA_FILE | pom.xml",
                "SPACEHOOK_EGRESS_PROXY | proxy:3128",
                "SPACEHOOK_EGRESS_PROXY | https://proxy:3128",
                "SPACEHOOK_TRUSTED_PROXIES | proxy.example.com",
                "SPACEHOOK_TRUSTED_PROXIES | 10.0.0.1/",
                "SPACEHOOK_DATABASE_URL | postgresql://db/spacehook",
                "SPACEHOOK_JWT_SECRET | short",
                "SPACEHOOK_ENCRYPTION_KEY | c2hvcnQ=",
                "SPACEHOOK_CLIENT_ID | a client",
                "SPACEHOOK_LOG_FORMAT | xml",
            })
    void aValueThatDoesNotParseStopsTheStartAndItsNameIsSaid(String name, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name + ":");
    }

    @Test
    void everythingWrongIsSaidAtOnceOnALineOfItsOwn() {
        SettingsException refusal = catchThrowableOfType(
                SettingsException.class,
                () -> Settings.from(
                        Map.of("SPACEHOOK_HTTP_PORT", "x", "SPACEHOOK_NEW", "1", "SPACEHOOK_RETENTION", "1")));

        assertThat(refusal).message().hasLineCount(3);
    }

    @Test
    void aPasswordInAProxyThatDoesNotParseIsNotInTheRefusal() {
        assertThatThrownBy(() -> Settings.from(Map.of("SPACEHOOK_EGRESS_PROXY", "http://user:canary 7c1f@proxy:1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SPACEHOOK_EGRESS_PROXY:")
                .hasMessageNotContaining("canary");
    }

    /** Otherwise a start would end at the first of them, without naming the others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SPACEHOOK_EGRESS_ALLOW | 127.0.0.0/8,::1/128,localhost,*.internal.example,my_host,10.1.2.3,::ffff:10.0.0.1",
                "SPACEHOOK_EGRESS_ALLOW | fe80::/10, 2001:DB8::/32, 0.0.0.0/0, ::/0, 1.2.3.4.example, a, *.a",
                "SPACEHOOK_EGRESS_DNS | 127.0.0.1:53",
                "SPACEHOOK_EGRESS_DNS | [::1]:53",
                "SPACEHOOK_EGRESS_PROXY | http://user:pass@proxy.example:3128",
                "SPACEHOOK_EGRESS_PROXY | http://[::1]:3128",
            })
    void whatIsTakenHereIsTakenWhereItIsUsed(String name, String value) {
        new EgressFactory(Settings.from(Map.of(name, value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SPACEHOOK_JWT_SECRET", "SPACEHOOK_ENCRYPTION_KEY", "SPACEHOOK_CLIENT_SECRET"})
    void aSecretIsNotInTheRefusal(String name) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, "canary-7c1f", "SPACEHOOK_WRONG", "1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageNotContaining("canary-7c1f");
    }

    @Test
    void secretsDoNotPrint() {
        Settings settings = Settings.from(Map.of(
                "SPACEHOOK_JWT_SECRET", "canary-".repeat(6),
                "SPACEHOOK_ENCRYPTION_KEY", KEY,
                "SPACEHOOK_DATABASE_URL", "jdbc:postgresql://db/spacehook",
                "SPACEHOOK_DATABASE_PASSWORD", "canary-password",
                "SPACEHOOK_CLIENT_ID", "platform",
                "SPACEHOOK_CLIENT_SECRET", "canary-secret"));

        assertThat(settings.toString()).doesNotContain("canary").doesNotContain(KEY);
    }

    @Test
    void anExternalDatabaseNeedsItsKeysGiven() {
        String url = "jdbc:postgresql://db/spacehook";

        assertThatThrownBy(() -> Settings.from(Map.of("SPACEHOOK_DATABASE_URL", url)))
                .hasMessageContaining("SPACEHOOK_JWT_SECRET")
                .hasMessageContaining("SPACEHOOK_ENCRYPTION_KEY");
        Settings settings = Settings.from(Map.of(
                "SPACEHOOK_DATABASE_URL", url,
                "SPACEHOOK_JWT_SECRET", "x".repeat(32) + "," + "y".repeat(32),
                "SPACEHOOK_ENCRYPTION_KEY", KEY));
        assertThat(settings.database().directUrl()).isEqualTo(url);
        assertThat(settings.keys().jwt()).hasSize(2);
    }

    @Test
    void clientIdAndSecretGoTogether() {
        assertThatThrownBy(() -> Settings.from(Map.of("SPACEHOOK_CLIENT_ID", "platform")))
                .hasMessageContaining("SPACEHOOK_CLIENT_SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "SPACEHOOK_JWT_ISSUER, https://id.example, SPACEHOOK_JWT_JWKS_URL",
        "SPACEHOOK_JWT_AUDIENCE, spacehook, SPACEHOOK_JWT_JWKS_URL",
        "SPACEHOOK_JWT_USER_CLAIM, sub, SPACEHOOK_JWT_JWKS_URL",
        "SPACEHOOK_DATABASE_USER, spacehook, SPACEHOOK_DATABASE_URL",
        "SPACEHOOK_DATABASE_PASSWORD, secret, SPACEHOOK_DATABASE_URL",
        "SPACEHOOK_DATABASE_DIRECT_URL, jdbc:postgresql://db/spacehook, SPACEHOOK_DATABASE_URL",
    })
    void whatMeansNothingWithoutAnotherStopsTheStartAndBothAreNamed(String pointless, String value, String needed) {
        assertThatThrownBy(() -> Settings.from(Map.of(pointless, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(pointless + ": means nothing without " + needed);
    }

    @Test
    void waitsThatNoAttemptComesAfterStopTheStart() {
        assertThatThrownBy(() -> Settings.from(Map.of("SPACEHOOK_DELIVERY_INTERVAL", "1s,2s,3s")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "SPACEHOOK_DELIVERY_INTERVAL: has 3 waits, but there are only 2 between 3 attempts")
                .hasMessageContaining("SPACEHOOK_DELIVERY_ATTEMPTS");
        Settings.from(Map.of("SPACEHOOK_DELIVERY_ATTEMPTS", "1", "SPACEHOOK_DELIVERY_INTERVAL", "1s"));
    }

    @Test
    void aListOfIntervalsSetsEachWaitAndTheLastRepeats() {
        Settings.Delivery delivery = Settings.from(Map.of("SPACEHOOK_DELIVERY_INTERVAL", "500ms, 10m"))
                .delivery();

        assertThat(List.of(delivery.intervalAfter(1), delivery.intervalAfter(2), delivery.intervalAfter(3)))
                .containsExactly(Duration.ofMillis(500), Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    @Test
    void plansAreComparedWhateverTheirCase() {
        Settings.Plans plans =
                Settings.from(Map.of("SPACEHOOK_FREE_PLANS", "Free, TRIAL")).plans();

        assertThat(plans.withWebhooks("fREE")).isFalse();
        assertThat(plans.withWebhooks("trial")).isFalse();
        assertThat(plans.withWebhooks("basic")).isTrue();
    }

    @Test
    void retentionIsAtLeastTheAgeOfADelivery() {
        assertThatThrownBy(() -> Settings.from(Map.of("SPACEHOOK_DELIVERY_MAX_AGE", "3d", "SPACEHOOK_RETENTION", "2d")))
                .hasMessageContaining("SPACEHOOK_RETENTION");
    }

    @Test
    void anEmptyValueCountsAsNotSet() {
        Settings settings = Settings.from(Map.of("SPACEHOOK_HTTP_PORT", " ", "SPACEHOOK_PUBLIC_URL", ""));

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().publicUrl()).isNull();
    }

    @Test
    void theExternalIdentityIsWhollyReadOrAbsent() {
        Settings settings = Settings.from(Map.of(
                "SPACEHOOK_JWT_JWKS_URL", "https://id.example/jwks", "SPACEHOOK_JWT_ISSUER", "https://id.example"));

        assertThat(settings.externalIdentity())
                .isEqualTo(new Settings.ExternalIdentity(
                        URI.create("https://id.example/jwks"), "https://id.example", null, "sub"));
    }
}
