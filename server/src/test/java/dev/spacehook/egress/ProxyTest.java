package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Proxy at(Receiver proxy) {
        return Proxy.of(URI.create("http://user:pa%3Ass@127.0.0.1:" + proxy.port()));
    }

    private static void assertDelivered(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered -> assertThat(answered.status()).isEqualTo(200));
    }

    @Test
    void asksForHttpInAbsoluteForm() throws Exception {
        try (Receiver proxy = Receiver.answering(OK);
                Sender sender = Sender.setup().rules(Rules.LAX).proxy(at(proxy)).start()) {
            assertDelivered(sender.post("http://hook.example.com:8080/a?b"));
            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("POST http://hook.example.com:8080/a?b HTTP/1.1\r\nHost: hook.example.com:8080\r\n")
                    .contains("\r\nProxy-Authorization: Basic dXNlcjpwYTpzcw==\r\n");
        }
    }

    @Test
    void tunnelsHttps(@TempDir Path directory) throws Exception {
        Certificates certificates = new Certificates();
        try (Receiver receiver = Receiver.tls(certificates.server("hook.example.com"), peer -> {
                    while (peer.readRequest() != null) {
                        peer.send(OK);
                    }
                });
                Receiver proxy = Receiver.that(peer -> tunnel(peer, receiver.port()));
                Sender sender = Sender.setup()
                        .caFile(certificates.pem(directory))
                        .proxy(at(proxy))
                        .start()) {
            assertDelivered(sender.post("https://hook.example.com/"));
            assertDelivered(sender.post("https://hook.example.com/"));
            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT hook.example.com:443 HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nproxy-authorization: Basic dXNlcjpwYTpzcw==\r\n");
            assertThat(receiver.requests()).hasSize(2).noneMatch(request -> request.contains("Basic"));
        }
    }

    /** Passes bytes both ways once it has read the CONNECT. */
    private static void tunnel(Receiver.Peer peer, int to) throws Exception {
        peer.readRequest();
        try (Socket onward = new Socket(Receiver.LOOPBACK, to)) {
            peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
            Thread back = Thread.ofVirtual().start(() -> copy(onward, peer.socket()));
            copy(peer.socket(), onward);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (java.io.IOException e) {
            // one of the two has ended, and with it the tunnel
        }
    }

    @Test
    void blamesTheProxyForItsOwnFailures() throws Exception {
        Receiver gone = Receiver.answering(OK);
        gone.close();
        try (Receiver refusing = Receiver.answering("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
                Receiver closing = Receiver.that(Receiver.Peer::readRequest)) {
            for (Receiver proxy : new Receiver[] {refusing, closing, gone}) {
                try (Sender sender = Sender.setup().proxy(at(proxy)).start()) {
                    assertThat(sender.post("https://hook.example.com/"))
                            .isEqualTo(new Outcome.Failed("proxy_failed", null));
                }
            }
        }
    }

    @Test
    void ignoresTheSystemsProxy() throws Exception {
        try (Receiver proxy = Receiver.answering(OK);
                Receiver receiver = Receiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
            System.setProperty("http.nonProxyHosts", "");
            try (Sender sender = Sender.setup().start()) {
                assertDelivered(sender.post(receiver.url()));
                assertThat(proxy.accepted()).isZero();
            } finally {
                System.clearProperty("http.proxyHost");
                System.clearProperty("http.proxyPort");
                System.clearProperty("http.nonProxyHosts");
            }
        }
    }

    @Test
    void saysWhichSettingIsNoProxy() {
        for (String text : new String[] {"https://proxy:3128", "http:///", "socks://proxy:1080"}) {
            assertThatThrownBy(() -> Proxy.of(URI.create(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SPACEHOOK_EGRESS_PROXY");
        }
    }
}
