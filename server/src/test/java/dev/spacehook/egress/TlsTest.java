package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Certificates certificates = new Certificates();

    private Path directory;
    private Sender sender;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        sender = Sender.setup().caFile(certificates.pem(directory)).start();
    }

    @AfterAll
    void stop() {
        sender.close();
    }

    private static void answerAll(Receiver.Peer peer) throws Exception {
        while (peer.readRequest() != null) {
            peer.send(OK);
        }
    }

    private Outcome outcome(SSLContext context, String host, Receiver.Script script, String... protocols)
            throws Exception {
        try (Receiver receiver = Receiver.tls(context, script, protocols)) {
            return sender.post("https://" + host + ":" + receiver.port() + "/hook");
        }
    }

    private static void assertFailed(Outcome outcome, String error) {
        assertThat(outcome).isEqualTo(new Outcome.Failed(error, null));
    }

    private static void assertDelivered(Outcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.note()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void deliversOverTls(String protocol) throws Exception {
        try (Receiver receiver = Receiver.tls(certificates.server("localhost"), TlsTest::answerAll, protocol)) {
            String url = "https://localhost:" + receiver.port();
            assertDelivered(sender.post(url));
            assertDelivered(sender.post(url));
            assertThat(receiver.accepted()).as("connections").isEqualTo(1);
        }
    }

    @Test
    void verifiesAnAddressAsAName() throws Exception {
        SSLContext context = certificates.server("ip:127.0.0.1");
        assertDelivered(outcome(context, "127.0.0.1", TlsTest::answerAll));
        assertFailed(outcome(context, "127.0.0.2", TlsTest::answerAll), "connect_refused");
    }

    @Test
    void namesTheHost() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        Outcome outcome = outcome(certificates.server("localhost"), "LOCALHOST", peer -> {
            peer.readRequest();
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) peer.socket()).getSession();
            session.getRequestedServerNames()
                    .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
            peer.send(OK);
        });
        assertDelivered(outcome);
        assertThat(names).containsExactly("localhost");
    }

    @Test
    void takesNothingOlderThanTls12AndAlwaysVerifiesTheName() throws Exception {
        WebhookUrl url = WebhookUrl.parse("https://example.com/", Rules.STRICT);
        SSLEngine engine =
                Tls.trusting(null).handler(ByteBufAllocator.DEFAULT, url).engine();
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }

    @Test
    void refusesAnUnknownAuthority() throws Exception {
        assertFailed(outcome(new Certificates().server("localhost"), "localhost", TlsTest::answerAll), "tls_untrusted");
    }

    @Test
    void refusesAnotherTime() throws Exception {
        String day = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        assertThat(outcome(certificates.server(-10, -1, "localhost"), "localhost", TlsTest::answerAll))
                .isEqualTo(new Outcome.Failed("tls_expired", "certificate_expired " + day));
        assertFailed(outcome(certificates.server(1, 2, "localhost"), "localhost", TlsTest::answerAll), "tls_expired");
    }

    @Test
    void anExaminationSaysHowLongTheCertificateLasts() throws Exception {
        try (Receiver receiver = Receiver.tls(certificates.server(-1, 30, "localhost"), TlsTest::answerAll)) {
            Examination examination = sender.examine("https://localhost:" + receiver.port() + "/hook");
            assertDelivered(examination.outcome());
            assertThat(examination.connected()).isTrue();
            assertThat(examination.addresses()).isPositive();
            assertThat(examination.certificateUntil())
                    .isBetween(
                            Instant.now().plus(29, ChronoUnit.DAYS),
                            Instant.now().plus(31, ChronoUnit.DAYS));
        }
    }

    @Test
    void anExaminationSaysWhyTheCertificateIsRefused() throws Exception {
        try (Receiver receiver = Receiver.tls(certificates.server(-10, -1, "localhost"), TlsTest::answerAll)) {
            Examination examination = sender.examine("https://localhost:" + receiver.port() + "/hook");
            assertThat(examination.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(examination.connected()).isTrue();
            assertThat(examination.certificateUntil()).isBefore(Instant.now());
        }
    }

    @Test
    void refusesAnotherName() throws Exception {
        for (SSLContext context : List.of(
                certificates.server("example.com", "*.localhost"),
                certificates.server(),
                certificates.server("ip:127.0.0.1"))) {
            assertFailed(outcome(context, "localhost", TlsTest::answerAll), "tls_name_mismatch");
        }
        assertFailed(outcome(certificates.server("localhost"), "127.0.0.1", TlsTest::answerAll), "tls_name_mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"})
    void refusesWhatIsNoTls(String banner) throws Exception {
        try (Receiver receiver = Receiver.that(peer -> {
            peer.send(banner);
            peer.awaitEnd();
        })) {
            assertFailed(sender.post("https://localhost:" + receiver.port()), "tls_handshake_failed");
        }
    }

    @Test
    void refusesAnEndInTheHandshake() throws Exception {
        try (Receiver receiver = Receiver.that(peer -> {})) {
            assertFailed(sender.post("https://localhost:" + receiver.port()), "tls_handshake_failed");
        }
    }

    @Test
    void endsAHandshakeThatStalls() throws Exception {
        try (Receiver receiver = Receiver.that(Receiver.Peer::awaitEnd);
                Sender hasty = Sender.hasty().start()) {
            assertFailed(hasty.post("https://localhost:" + receiver.port()), "timeout");
        }
    }

    /** Ends below TLS, so that no close_notify is sent. */
    private static void cut(Receiver.Peer peer, String answer) throws Exception {
        peer.readRequest();
        peer.send(answer);
        peer.cut();
    }

    @Test
    void needsNoCloseNotifyAfterACompleteAnswer() throws Exception {
        try (Receiver receiver = Receiver.tls(certificates.server("localhost"), peer -> cut(peer, OK))) {
            String url = "https://localhost:" + receiver.port();
            assertDelivered(sender.post(url));
            receiver.awaitConfirmation();
            assertDelivered(sender.post(url));
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @Test
    void notesABodyThatWasPerhapsCut() throws Exception {
        SSLContext context = certificates.server("localhost");
        String endless = "HTTP/1.1 200 OK\r\n\r\nok";
        Outcome cut = outcome(context, "localhost", peer -> cut(peer, endless));
        assertThat(cut.note()).isEqualTo("body_incomplete");
        assertDelivered(outcome(context, "localhost", peer -> {
            peer.readRequest();
            peer.send(endless);
        }));
    }

    @Test
    void saysWhichFileHoldsNoAuthority() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        for (Path file : List.of(empty, directory.resolve("none.pem"))) {
            assertThatThrownBy(() -> Tls.trusting(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SPACEHOOK_EGRESS_CA_FILE")
                    .hasMessageContaining(file.toString());
        }
    }
}
