package dev.spacehook.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.spacehook.receiver.InvalidNotificationException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final Sample sample =
            Sample.ofRecord("record_finished", "room-1", "rec-1").sentAt(NOW);
    private final Verifier verifier = Verifier.withSecret(Sample.SECRET).at(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void readsAllOfAVerifiedNotification() throws Exception {
        Notification notification = verifier.verify(sample.request(), sample.headers()::get);

        assertThat(notification)
                .isEqualTo(new Notification(
                        "record_finished",
                        "room-1",
                        Sample.SPACE,
                        Optional.of("rec-1"),
                        Optional.of(Sample.ID),
                        Optional.of(Instant.parse("2026-11-24T11:59:59.5Z")),
                        2,
                        true));
    }

    @Test
    void aCallHasNoRecord() throws Exception {
        Sample call = Sample.ofCall("call_started", "room-1").sentAt(NOW);

        assertThat(verifier.verify(call.request(), call.headers()::get).recordId())
                .isEmpty();
    }

    @Test
    void verifiesTheBodyAlone() throws Exception {
        Notification notification = verifier.verifyBody(sample.request());

        assertThat(notification.eventName()).isEqualTo("record_finished");
        assertThat(notification.id()).isEmpty();
    }

    @Test
    void takesTheBodyFromTheBytesReceivedWhateverIsAroundIt() throws Exception {
        String spaced = sample.text().replaceFirst(",\"body\":", " ,\n \"later\":[1,{\"x\":null}], \"body\" : ");

        assertThat(verifier.verifyBody(spaced.getBytes(UTF_8)).roomId()).isEqualTo("room-1");
    }

    @Test
    void readsNamesInAnyScript() throws Exception {
        Sample odd = Sample.ofCall("call_started", "комната \uD83D\uDE80").sentAt(NOW);

        assertThat(verifier.verify(odd.request(), odd.headers()::get).roomId()).isEqualTo("комната \uD83D\uDE80");
    }

    @Test
    void readsEscapes() throws Exception {
        Sample escaped = Sample.ofEscapedRoom("\\u043a\\ud83d\\ude80\\n\\\"\\/");

        assertThat(verifier.verifyBody(escaped.request()).roomId()).isEqualTo("к\uD83D\uDE80\n\"/");
    }

    @Test
    void refusesAChangedBody() {
        byte[] changed = sample.text().replace("room-1", "room-2").getBytes(UTF_8);

        assertThat(reason(verifier, changed, sample.headers())).isEqualTo(Reason.SIGNATURE);
        assertThat(catchThrowableOfType(InvalidNotificationException.class, () -> verifier.verifyBody(changed))
                        .reason())
                .isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void refusesABodyWhoseOwnSignatureIsWrongEvenUnderGoodHeaders() {
        Sample forged = sample.withSignature("00".repeat(32));

        assertThat(reason(verifier, forged.request(), forged.headers())).isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void refusesAnotherSecretUnlessItIsNamedToo() throws Exception {
        Verifier other = Verifier.withSecret("another secret of 32 characters!").at(Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(reason(other, sample.request(), sample.headers())).isEqualTo(Reason.SIGNATURE);
        assertThat(other.orSecret(Sample.SECRET).verify(sample.request(), sample.headers()::get))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void refusesAMissingHeaderSoThatNobodyCanStripThem(String name) {
        Map<String, String> headers = sample.headers();
        headers.remove(name);

        assertThat(reason(verifier, sample.request(), headers)).isEqualTo(Reason.BAD_HEADER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp"})
    void theSignatureCoversIdAndTime(String name) {
        Map<String, String> headers = sample.headers();
        headers.put(name, name.equals("webhook-id") ? "other" : String.valueOf(NOW.getEpochSecond() + 1));

        assertThat(reason(verifier, sample.request(), headers)).isEqualTo(Reason.SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void refusesAReplayAndAClockAhead(long seconds) {
        Verifier later = verifier.at(Clock.fixed(NOW.plusSeconds(seconds), ZoneOffset.UTC));

        assertThat(reason(later, sample.request(), sample.headers())).isEqualTo(Reason.TIMESTAMP);
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void toleratesFiveMinutesEitherWay(long seconds) throws Exception {
        Verifier later = verifier.at(Clock.fixed(NOW.plusSeconds(seconds), ZoneOffset.UTC));

        assertThat(later.verify(sample.request(), sample.headers()::get)).isNotNull();
        assertThat(reason(later.tolerating(Duration.ofSeconds(299)), sample.request(), sample.headers()))
                .isEqualTo(Reason.TIMESTAMP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5", "9999999999999999999"})
    void refusesATimestampThatIsNotSeconds(String timestamp) {
        Map<String, String> headers = sample.headers();
        headers.put("webhook-timestamp", timestamp);

        assertThat(reason(verifier, sample.request(), headers)).isEqualTo(Reason.BAD_HEADER);
    }

    @Test
    void acceptsOneGoodSignatureAmongSeveral() throws Exception {
        Map<String, String> headers = sample.headers();
        headers.put("webhook-signature", "v1a,zzz v1,%%% v1,AAAA " + headers.get("webhook-signature"));

        assertThat(verifier.verify(sample.request(), headers::get)).isNotNull();
    }

    @Test
    void refusesAnotherVersionOfTheSchemeOverTheSameBytes() {
        Map<String, String> headers = sample.headers();
        headers.computeIfPresent("webhook-signature", (name, value) -> value.replace("v1,", "v2,"));

        assertThat(reason(verifier, sample.request(), headers)).isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void ignoresInformationThatDoesNotParse() throws Exception {
        Map<String, String> headers = sample.headers();
        headers.put("spacehook-occurred-at", "yesterday");
        headers.put("spacehook-attempt", "many");

        Notification notification = verifier.verify(sample.request(), headers::get);

        assertThat(notification.occurredAt()).isEmpty();
        assertThat(notification.attempt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"signature\":\"00\"}",
                "{\"signature\":1,\"body\":{}}",
                "{\"signature\":\"00\",\"body\":[]}",
                "{\"signature\":\"00\",\"body\":{}} x",
                "{\"signature\":\"00\",\"body\":{},}",
                "{\"signature\":\"00\",\"signature\":\"11\",\"body\":{}}",
                "{\"signature\":\"00\",\"body\":{\"a\":01}}",
                "{\"signature\":\"00\",\"body\":{\"a\":\"\\x\"}}",
                "{\"signature\":\"00\",\"body\":{\"a\":\"\\u12\"}}",
                "{\"signature\":\"00\",\"body\":{\"a\":\"\t\"}}",
                "{\"signature\":\"00\",\"body\":{\"a\":tru}}",
            })
    void refusesWhatIsNotANotification(String text) {
        InvalidNotificationException refusal = catchThrowableOfType(
                InvalidNotificationException.class, () -> verifier.verifyBody(text.getBytes(UTF_8)));

        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesWhatIsNestedTooDeeplyWithoutOverflowing() {
        byte[] deep = ("{\"signature\":\"00\",\"body\":" + "[".repeat(100_000)).getBytes(UTF_8);

        assertThat(catchThrowableOfType(InvalidNotificationException.class, () -> verifier.verifyBody(deep))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] broken = sample.request();
        broken[sample.text().indexOf("room-1")] = (byte) 0xff;

        assertThat(catchThrowableOfType(InvalidNotificationException.class, () -> verifier.verifyBody(broken))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesASignedBodyWithoutTheMembersOfANotification() {
        Sample strange = Sample.ofBody("{\"eventName\":\"call_started\"}");

        assertThat(catchThrowableOfType(
                                InvalidNotificationException.class, () -> verifier.verifyBody(strange.request()))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    private static Reason reason(Verifier verifier, byte[] request, Map<String, String> headers) {
        return catchThrowableOfType(InvalidNotificationException.class, () -> verifier.verify(request, headers::get))
                .reason();
    }
}
