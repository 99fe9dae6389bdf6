package dev.spacehook.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {

    @Test
    void theDemoStaysOnThisMachineAndMaySendToIt() {
        Settings settings = Settings.from(DemoSettings.over(Map.of("PATH", "/bin")));

        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.egress().requireHttps()).isFalse();
        assertThat(settings.egress().allow()).isEqualTo(List.of("127.0.0.0/8", "::1/128", "localhost"));
        assertThat(settings.platformClient()).isNotNull();
    }

    @Test
    void whatTheUserSetsWins() {
        Settings settings = Settings.from(DemoSettings.over(Map.of(
                "SPACEHOOK_HTTP_HOST", "0.0.0.0", "SPACEHOOK_EGRESS_ALLOW", "localhost", "SPACEHOOK_RETENTION", "2d")));

        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.egress().allow()).isEqualTo(List.of("localhost"));
        assertThat(settings.retention()).hasDays(2);
    }

    @Test
    void theClientsSecretIsNewAtEachStart() {
        assertThat(DemoSettings.over(Map.of()).get("SPACEHOOK_CLIENT_SECRET"))
                .isNotEqualTo(DemoSettings.over(Map.of()).get("SPACEHOOK_CLIENT_SECRET"));
    }
}
