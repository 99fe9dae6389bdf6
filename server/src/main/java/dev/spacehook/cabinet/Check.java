package dev.spacehook.cabinet;

import dev.spacehook.cabinet.CheckView.Step;
import dev.spacehook.egress.Examination;
import dev.spacehook.egress.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An examination of a receiver in words, step by step: name, connection, certificate, answer. */
final class Check {

    private static final Duration SOON = Duration.ofDays(14);

    private final Texts texts;
    private final String url;
    private final Examination found;
    private final String error;

    Check(Texts texts, String url, Examination found) {
        this.texts = texts;
        this.url = url;
        this.found = found;
        this.error = found.outcome() instanceof Outcome.Failed failed ? failed.error() : "";
    }

    CheckView view() {
        return new CheckView(false, List.of(name(), connection(), certificate(), answer()), target());
    }

    private Step name() {
        if (error.startsWith("dns_") || error.equals("forbidden_address") || isProxyLost()) {
            return failed("check_name");
        }
        return good("check_name", texts.of("check_name_good", Math.max(1, found.addresses())));
    }

    private boolean isProxyLost() {
        return error.equals("proxy_failed") && found.addresses() == 0;
    }

    private Step connection() {
        if (found.connected()) {
            return good("check_connection", texts.of("check_connection_good"));
        }
        return found.addresses() == 0 ? skipped("check_connection") : failed("check_connection");
    }

    private Step certificate() {
        if (!found.connected()) {
            return skipped("check_certificate");
        }
        if (!url.startsWith("https")) {
            return step("check_certificate", "wait", texts.of("check_certificate_none"), null);
        }
        if (error.startsWith("tls_")) {
            return failed("check_certificate");
        }
        Instant until = found.certificateUntil();
        return until == null
                ? good("check_certificate", texts.of("check_certificate_unread"))
                : valid(until, Duration.between(Instant.now(), until));
    }

    private Step valid(Instant until, Duration left) {
        return left.compareTo(SOON) < 0
                ? step(
                        "check_certificate",
                        "wait",
                        texts.of("check_certificate_soon", texts.day(until), left.toDays()),
                        null)
                : good("check_certificate", texts.of("check_certificate_good", texts.day(until), left.toDays()));
    }

    private Step answer() {
        return switch (found.outcome()) {
            case Outcome.Answered answered -> answered(answered);
            case Outcome.Failed failed ->
                found.connected() && !failed.error().startsWith("tls_")
                        ? failed("check_answer")
                        : skipped("check_answer");
        };
    }

    private Step answered(Outcome.Answered answered) {
        int status = answered.status();
        if (status / 100 == 2) {
            return good("check_answer", texts.of("check_answer_good", Integer.toString(status)));
        }
        return bad("check_answer", Failure.of(texts, code(status), status, answered.note()));
    }

    private static String code(int status) {
        return switch (status / 100) {
            case 3 -> "redirect_refused";
            case 4 -> "http_4xx";
            case 5 -> "http_5xx";
            default -> "http_other";
        };
    }

    /** Where a redirect leads to, as a whole address. */
    private @Nullable String target() {
        String location = found.location();
        if (location == null) {
            return null;
        }
        try {
            URI target = URI.create(url).resolve(location);
            return target.isAbsolute() && !target.toString().equals(url) ? Shown.of(target.toString()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Step failed(String name) {
        return bad(name, Failure.of(texts, error, null, found.outcome().note()));
    }

    private Step bad(String name, Failure failure) {
        return step(
                name, "bad", texts.of("check_failed", failure.sentence()), target() == null ? failure.hint() : null);
    }

    private Step good(String name, String text) {
        return step(name, "good", text, null);
    }

    private Step skipped(String name) {
        return new Step(texts.of(name), texts.of("check_skipped"), "", texts.of("check_before"), null);
    }

    private Step step(String name, String tone, String text, @Nullable String hint) {
        return new Step(texts.of(name), texts.of("check_" + tone), tone, text, hint);
    }
}
