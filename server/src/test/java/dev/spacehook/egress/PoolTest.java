package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of connections between requests. */
class PoolTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static void assertDelivered(Outcome outcome, String note) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.note()).isEqualTo(note.isEmpty() ? null : note);
        });
    }

    private static Sender.Setup keepingIdle(Duration idle) {
        Duration some = Duration.ofSeconds(4);
        return Sender.setup().limits(new Limits(Duration.ofSeconds(15), some, some, idle));
    }

    /** The first connection takes a second request and dies on it; only a new one may then be tried. */
    @Test
    void replacesAReusedConnectionThatDied() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            try (Sender sender = keepingIdle(Duration.ofSeconds(60)).start();
                    Receiver receiver = Receiver.that(peer -> {
                        peer.readRequest();
                        peer.send(OK);
                        peer.readRequest();
                        if (reset) {
                            peer.reset();
                        }
                    })) {
                assertDelivered(sender.post(receiver.url()), "");
                assertDelivered(sender.post(receiver.url()), "connection_renewed");
                assertThat(receiver.accepted()).isEqualTo(2);
            }
        }
    }

    @Test
    void replacesItOnceOnly() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (Sender sender = keepingIdle(Duration.ofSeconds(60)).start();
                Receiver receiver = Receiver.that(peer -> {
                    peer.readRequest();
                    if (connections.getAndIncrement() == 0) {
                        peer.send(OK);
                        peer.readRequest();
                    }
                })) {
            assertDelivered(sender.post(receiver.url()), "");
            assertThat(sender.post(receiver.url()))
                    .isEqualTo(new Outcome.Failed("connection_closed", "connection_renewed"));
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @Test
    void doesNotReplaceOneThatHadBegunToAnswer() throws Exception {
        try (Sender sender = keepingIdle(Duration.ofSeconds(60)).start();
                Receiver receiver = Receiver.that(peer -> {
                    peer.readRequest();
                    peer.send(OK);
                    peer.readRequest();
                    peer.send("H");
                })) {
            assertDelivered(sender.post(receiver.url()), "");
            assertThat(sender.post(receiver.url())).isEqualTo(new Outcome.Failed("connection_closed", null));
            assertThat(receiver.accepted()).isEqualTo(1);
        }
    }

    @Test
    void closesWhatHasBeenIdleForLong() throws Exception {
        try (Sender sender = keepingIdle(Duration.ofMillis(200)).start();
                Receiver receiver = Receiver.that(peer -> {
                    peer.readRequest();
                    peer.send(OK);
                    peer.awaitEnd();
                    peer.confirm();
                })) {
            assertDelivered(sender.post(receiver.url()), "");
            receiver.awaitConfirmation();
            assertDelivered(sender.post(receiver.url()), "");
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @Test
    void sendsAsManyAtOnceAsItIsAskedTo() throws Exception {
        try (Sender sender = keepingIdle(Duration.ofSeconds(4)).start();
                Receiver receiver = Receiver.that(peer -> {
                    peer.readRequest();
                    peer.awaitTold();
                    peer.send(OK);
                    peer.awaitEnd();
                })) {
            List<CompletableFuture<Outcome>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(sender.send(receiver.url()));
            }
            Awaitility.await().until(() -> receiver.requests().size() == 40);
            receiver.tell();
            all.forEach(outcome ->
                    assertDelivered(outcome.orTimeout(10, TimeUnit.SECONDS).join(), ""));
        }
    }

    @Test
    void keepsHostsApart() throws Exception {
        try (Sender sender = keepingIdle(Duration.ofSeconds(4)).start();
                Receiver receiver = Receiver.answering(OK)) {
            assertDelivered(sender.post("http://localhost:" + receiver.port()), "");
            assertDelivered(sender.post("http://127.0.0.1:" + receiver.port()), "");
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsWhatIsInProgressWhenClosed(boolean onItsLoop) throws Exception {
        Sender sender = keepingIdle(Duration.ofSeconds(4)).start();
        try (Receiver receiver = Receiver.that(Receiver.Peer::awaitEnd)) {
            CompletableFuture<Outcome> outcome = sender.send(receiver.url());
            Awaitility.await().until(() -> receiver.accepted() == 1);
            if (onItsLoop) {
                sender.closeOnItsLoop().get(10, TimeUnit.SECONDS);
            } else {
                sender.close();
            }
            assertThat(outcome.orTimeout(10, TimeUnit.SECONDS).join())
                    .isEqualTo(new Outcome.Failed("connection_closed", null));
        }
    }
}
