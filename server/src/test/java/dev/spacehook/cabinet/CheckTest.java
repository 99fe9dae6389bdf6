package dev.spacehook.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spacehook.api.Language;
import dev.spacehook.egress.Examination;
import dev.spacehook.egress.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {

    private static final Texts TEXTS = new Texts(Language.EN, ZoneOffset.UTC);
    private static final String URL = "https://some.url/hook?token=1";

    private static CheckView view(
            Outcome outcome, int addresses, boolean connected, @Nullable Instant until, @Nullable String location) {
        return new Check(TEXTS, URL, new Examination(outcome, addresses, connected, until, location)).view();
    }

    private static Outcome answered(int status) {
        return new Outcome.Answered(status, new byte[0], null, null);
    }

    private static String tones(CheckView view) {
        return view.steps().stream()
                .map(step -> step.tone().isEmpty() ? "-" : step.tone())
                .reduce("", (a, b) -> a + " " + b)
                .strip();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "dns_not_found, 0, false, bad - - -",
                "forbidden_address, 0, false, bad - - -",
                "connect_refused, 1, false, good bad - -",
                "tls_untrusted, 1, true, good good bad -",
                "tls_expired, 2, true, good good bad -",
                "timeout, 1, true, good good good bad",
                "proxy_failed, 0, false, bad - - -"
            })
    void theFailedStepIsNamedTheNextOnesWereNotReached(String error, int addresses, boolean connected, String tones) {
        assertThat(tones(view(new Outcome.Failed(error, null), addresses, connected, null, null)))
                .isEqualTo(tones);
    }

    @Test
    void saysHowLongTheCertificateLasts() {
        Instant now = Instant.now();
        CheckView fine =
                view(answered(204), 1, true, now.plus(Duration.ofDays(80).plusHours(1)), null);
        assertThat(tones(fine)).isEqualTo("good good good good");
        assertThat(fine.steps().get(2).text()).contains("80 days left");
        CheckView soon =
                view(answered(204), 1, true, now.plus(Duration.ofDays(5).plusHours(1)), null);
        assertThat(tones(soon)).isEqualTo("good good wait good");
        assertThat(soon.steps().get(2).text()).contains("5 days left");
    }

    @Test
    void saysWhenTheCertificateExpired() {
        CheckView view = view(new Outcome.Failed("tls_expired", "certificate_expired 2026-01-02"), 1, true, null, null);
        assertThat(view.steps().get(2).text()).contains("January 2, 2026");
        assertThat(view.steps().get(2).hint()).contains("Renew");
    }

    @ParameterizedTest
    @CsvSource({
        "https://other.url/x, https://other.url/x",
        "/new?a=1, https://some.url/new?a=1",
        "//third.url, https://third.url",
        "https://some.url/hook?token=1,",
        "'ht tp://[',"
    })
    void offersTheTargetOfARedirect(String location, @Nullable String target) {
        CheckView view = view(answered(301), 1, true, null, location);
        assertThat(view.target()).isEqualTo(target);
        assertThat(tones(view)).isEqualTo("good good good bad");
    }
}
