package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver can do to us, byte by byte, and what is recorded. TLS and DNS have tests of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiversTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private Sender sender;
    private Sender hasty;

    @BeforeAll
    void start() {
        sender = Sender.setup().start();
        hasty = Sender.hasty().start();
    }

    @AfterAll
    void stop() {
        sender.close();
        hasty.close();
    }

    private Outcome outcome(Receiver.Script script) throws Exception {
        return outcome(sender, script);
    }

    private Outcome outcomeAtTheDeadline(Receiver.Script script) throws Exception {
        return outcome(hasty, script);
    }

    private static Outcome outcome(Sender by, Receiver.Script script) throws Exception {
        try (Receiver receiver = Receiver.that(script)) {
            return by.post(receiver.url());
        }
    }

    private Outcome outcomeOf(String answer) throws Exception {
        try (Receiver receiver = Receiver.saying(answer)) {
            return sender.post(receiver.url());
        }
    }

    private Outcome outcomeOfAnswerThenEnd(String answer) throws Exception {
        return outcome(peer -> {
            peer.readRequest();
            peer.send(answer);
        });
    }

    private static void assertFailed(Outcome outcome, String error, String note) {
        assertThat(outcome).isEqualTo(new Outcome.Failed(error, note.isEmpty() ? null : note));
    }

    private static void assertAnswered(Outcome outcome, int status, String body, String note) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(status);
            assertThat(new String(answered.answer(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(body);
            assertThat(answered.note()).isEqualTo(note.isEmpty() ? null : note);
        });
    }

    @Test
    void refusesTheConnection() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, Receiver.LOOPBACK)) {
            port = gone.getLocalPort();
        }
        assertFailed(sender.post("http://127.0.0.1:" + port), "connect_refused", "");
    }

    /** A TCP connection to a group of hosts cannot be: the kernel says so at once, and nothing leaves the machine. */
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "255.255.255.255", "[ff02::1]"})
    void isOutOfReach(String address) {
        UrlRules allowing = Rules.rules(false, true, "224.0.0.0/4", "255.255.255.255/32", "ff00::/8");
        try (Sender bold = Sender.setup().rules(allowing).start()) {
            assertFailed(bold.post("http://" + address + ":8080"), "connect_unreachable", "");
        }
    }

    @Test
    void swallowsTheConnect() throws Exception {
        Limits limits =
                new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(4));
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, Receiver.LOOPBACK);
                Sender quick = Sender.setup().limits(limits).start()) {
            fill(full, fillers);
            assertFailed(quick.post("http://127.0.0.1:" + full.getLocalPort()), "connect_timeout", "");
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** A queue that nobody accepts from: what comes on top is dropped, as in a black hole. */
    private static void fill(ServerSocket full, List<Socket> fillers) {
        for (int i = 0; i < 8; i++) {
            Socket socket = new Socket();
            fillers.add(socket);
            try {
                socket.connect(new InetSocketAddress(Receiver.LOOPBACK, full.getLocalPort()), 100);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void hasAFullBacklogUntilTheDeadline() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, Receiver.LOOPBACK)) {
            fill(full, fillers);
            assertFailed(hasty.post("http://127.0.0.1:" + full.getLocalPort()), "connect_timeout", "");
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void neverAnswers() throws Exception {
        assertFailed(
                outcomeAtTheDeadline(peer -> {
                    peer.readRequest();
                    peer.awaitEnd();
                }),
                "timeout",
                "");
    }

    @Test
    void neverReads() throws Exception {
        assertFailed(outcomeAtTheDeadline(peer -> peer.awaitSilently()), "timeout", "");
    }

    @Test
    void dripsItsHead() throws Exception {
        assertFailed(
                outcomeAtTheDeadline(peer -> {
                    peer.readRequest();
                    peer.drip("HTTP/1.1 200 OK\r\nX-Slow: " + "a".repeat(10_000));
                }),
                "timeout",
                "");
    }

    @Test
    void stallsInTheBody() throws Exception {
        Outcome outcome = outcomeAtTheDeadline(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            peer.awaitEnd();
        });
        assertAnswered(outcome, 200, "abc", "body_incomplete");
    }

    @Test
    void dripsItsBody() throws Exception {
        Outcome outcome = outcomeAtTheDeadline(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 201 Created\r\nContent-Length: 10000\r\n\r\n");
            peer.drip("x".repeat(10_000));
        });
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(201);
            assertThat(answered.note()).isEqualTo("body_incomplete");
        });
    }

    @Test
    void sendsChunksWithoutEnd() throws Exception {
        Outcome outcome = outcome(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                peer.send("400\r\n" + "y".repeat(1_024) + "\r\n");
            }
        });
        assertAnswered(outcome, 200, "y".repeat(4_096), "body_truncated");
    }

    @Test
    void sendsChunksOfOneByteWithLongExtensionsWithoutEnd() throws Exception {
        Outcome outcome = outcome(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                peer.send("1;a=" + "e".repeat(4_000) + "\r\ny\r\n");
            }
        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered -> assertThat(answered.note()).isEqualTo("body_truncated"));
    }

    @Test
    void sendsALongBody() throws Exception {
        String body = "z".repeat(1_000_000);
        assertAnswered(
                outcomeOf("HTTP/1.1 500 Oops\r\nContent-Length: 1000000\r\n\r\n" + body),
                500,
                body.substring(0, 4_096),
                "body_truncated");
    }

    @Test
    void keepsFourKibibytesOfABodyReadToItsEnd() throws Exception {
        String body = "z".repeat(9_000);
        try (Receiver receiver = Receiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + body)) {
            assertAnswered(sender.post(receiver.url()), 200, body.substring(0, 4_096), "body_truncated");
            assertAnswered(sender.post(receiver.url()), 200, body.substring(0, 4_096), "body_truncated");
            assertThat(receiver.accepted()).isEqualTo(1);
        }
    }

    @Test
    void keepsABodyOfFourKibibytesWhole() throws Exception {
        String body = "z".repeat(4_096);
        assertAnswered(outcomeOf("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n" + body), 200, body, "");
    }

    @Test
    void sendsInterimAnswersAndNothingElse() throws Exception {
        assertFailed(
                outcomeOf("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(2_000)),
                "protocol_error",
                "too many interim responses");
    }

    @Test
    void sendsEightInterimAnswersButNotNine() throws Exception {
        assertAnswered(outcomeOf("HTTP/1.1 102 P\r\n\r\n".repeat(8) + OK), 200, "ok", "");
        assertFailed(
                outcomeOf("HTTP/1.1 102 P\r\n\r\n".repeat(9) + OK), "protocol_error", "too many interim responses");
    }

    @Test
    void sendsSomeInterimAnswers() throws Exception {
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 199 What\r\n\r\n";
        assertAnswered(outcomeOf(interim + OK), 200, "ok", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void switchesProtocols(String answer) throws Exception {
        assertFailed(outcomeOf(answer), "protocol_error", "switched protocols");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/0.9 200 OK\r\n\r\n",
                "HTTP/1.10 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 99 X\r\n\r\n",
                "HTTP/1.1 000 X\r\n\r\n",
                "HTTP/1.1 2000 X\r\n\r\n",
                "HTTP/1.1 +200 X\r\n\r\n",
                "HTTP/1.1 -200 X\r\n\r\n",
                "HTTP/1.1 0200 X\r\n\r\n",
                "HTTP/1.1 2e2 X\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n12345",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n123",
                "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\0: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX Y: a\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: a\r\n\r\n",
            })
    void talksNonsense(String answer) throws Exception {
        assertThat(outcomeOf(answer))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo("protocol_error"));
    }

    @Test
    void sendsTooLongAHead() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nX: " + "a".repeat(20_000) + "\r\n\r\n";
        assertFailed(outcomeOf(head), "protocol_error", "head too long");
        assertFailed(outcomeOf("HTTP/1.1 200 " + "a".repeat(20_000)), "protocol_error", "head too long");
    }

    @Test
    void beginsWithEmptyLinesWithoutEnd() throws Exception {
        Outcome outcome = outcome(peer -> {
            peer.readRequest();
            while (true) {
                peer.send("\r\n".repeat(1_000));
            }
        });
        assertThat(((Outcome.Failed) outcome).error()).isEqualTo("protocol_error");
    }

    @Test
    void sendsTooManyFields() throws Exception {
        String head = "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(300) + "\r\n";
        assertFailed(outcomeOf(head), "protocol_error", "too many header fields");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
                "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\ncontent-LENGTH:2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
            })
    void isOddButUnderstood(String answer) throws Exception {
        assertAnswered(outcomeOf(answer), 200, "ok", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
            })
    void endsTheBodyByClosing(String answer) throws Exception {
        try (Receiver receiver = Receiver.that(peer -> {
            peer.readRequest();
            peer.send(answer);
        })) {
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nok\r\n",
                "-1\r\nok\r\n",
                "FFFFFFFFFFFFFFFFF\r\nok",
                "80000000\r\nok",
                "2\r\nokay\r\n0\r\n\r\n",
                "\r\n"
            })
    void getsItsChunksWrong(String chunks) throws Exception {
        Outcome outcome = outcomeOf("HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(202);
            assertThat(answered.note()).isEqualTo("body_incomplete");
        });
    }

    @Test
    void closesInTheBody() throws Exception {
        assertAnswered(
                outcomeOfAnswerThenEnd("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"),
                200,
                "abc",
                "body_incomplete");
        assertAnswered(
                outcomeOfAnswerThenEnd("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
                200,
                "abc",
                "body_incomplete");
    }

    @Test
    void resetsInTheBody() throws Exception {
        Outcome outcome = outcome(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            peer.drip("....");
            peer.reset();
        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered -> assertThat(answered.note()).isEqualTo("body_incomplete"));
    }

    @Test
    void closesBeforeAnyByte() throws Exception {
        try (Receiver receiver = Receiver.that(Receiver.Peer::readRequest)) {
            assertFailed(sender.post(receiver.url()), "connection_closed", "");
            assertThat(receiver.requests()).as("not tried again by itself").hasSize(1);
        }
    }

    @Test
    void resetsBeforeAnyByte() throws Exception {
        assertFailed(
                outcome(peer -> {
                    peer.readRequest();
                    peer.reset();
                }),
                "connection_reset",
                "");
    }

    @Test
    void closesInTheHead() throws Exception {
        assertFailed(outcomeOfAnswerThenEnd("HTTP/1.1 200 OK\r\nContent-Le"), "connection_closed", "");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                200, 201, 202, 204, 206, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 407, 410, 413,
                415, 422, 429, 500, 502, 503, 504, 600, 999
            })
    void answersWithAnyStatus(int status) throws Exception {
        String answer = "HTTP/1.1 " + status + " X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n"
                + "WWW-Authenticate: Basic\r\nProxy-Authenticate: Basic\r\n\r\n";
        try (Receiver receiver = Receiver.answering(answer)) {
            String note = status / 100 == 3 ? "location http://127.0.0.1:1/" : "";
            assertAnswered(sender.post(receiver.url()), status, "", note);
            assertThat(receiver.requests()).as("no second request").hasSize(1);
        }
    }

    @Test
    void anExaminationSaysHowFarItCame() throws Exception {
        String answer = "HTTP/1.1 301 X\r\nLocation: /new?token=1\r\nContent-Length: 0\r\n\r\n";
        String url;
        try (Receiver receiver = Receiver.answering(answer)) {
            url = receiver.url();
            Examination examination = sender.examine(url);
            assertAnswered(examination.outcome(), 301, "", "location /new");
            assertThat(examination.connected()).isTrue();
            assertThat(examination.addresses()).isEqualTo(1);
            assertThat(examination.certificateUntil()).isNull();
            assertThat(examination.location()).isEqualTo("/new?token=1");
            assertAnswered(sender.post(url), 301, "", "location /new");
        }
        assertThat(sender.examine(url))
                .isEqualTo(new Examination(new Outcome.Failed("connect_refused", null), 1, false, null, null));
    }

    @Test
    void setsCookies() throws Exception {
        try (Receiver receiver =
                Receiver.answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")) {
            sender.post(receiver.url());
            sender.post(receiver.url());
            assertThat(receiver.requests()).hasSize(2).noneMatch(request -> request.contains("ookie"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"120", "Wed, 21 Oct 2065 07:28:00 GMT", "-1", "soon", "99999999999999999999"})
    void asksForALaterRetry(String value) throws Exception {
        Outcome outcome = outcomeOf("HTTP/1.1 503 X\r\nRetry-After: " + value + "\r\nContent-Length: 0\r\n\r\n");
        assertThat(((Outcome.Answered) outcome).retryAfter()).isEqualTo(value);
    }

    @Test
    void sendsBytesOfAnyKind() throws Exception {
        String body = "\0\u001b[31m<script>\u00ff\u00fe";
        assertAnswered(
                outcomeOf("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body), 200, body, "");
    }

    @Test
    void saysMoreThanItsAnswer() throws Exception {
        try (Receiver receiver = Receiver.answering(OK + "more")) {
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @Test
    void answersTwice() throws Exception {
        try (Receiver receiver = Receiver.answering(OK + "HTTP/1.1 500 Second\r\nContent-Length: 0\r\n\r\n")) {
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @Test
    void answersBeforeItIsAsked() throws Exception {
        assertAnswered(
                outcome(peer -> {
                    peer.send(OK);
                    peer.awaitEnd();
                }),
                200,
                "ok",
                "");
    }

    /** The receiver speaks up on an idle connection, with a byte that a lenient parser would skip. */
    @Test
    void speaksUnasked() throws Exception {
        try (Receiver receiver = Receiver.that(peer -> {
            peer.readRequest();
            peer.send(OK);
            peer.awaitTold();
            peer.send("\r\n");
            peer.awaitEnd();
            peer.confirm();
        })) {
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            receiver.tell();
            receiver.awaitConfirmation();
            assertAnswered(sender.post(receiver.url()), 200, "ok", "");
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }
}
