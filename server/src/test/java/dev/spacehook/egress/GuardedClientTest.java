package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedClientTest {

    private final Sender sender = Sender.setup().start();

    @AfterEach
    void stop() {
        sender.close();
    }

    @Test
    void sendsExactlyWhatItIsGiven() throws Exception {
        try (Receiver receiver = Receiver.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(sender.post("http://LOCALHOST:" + receiver.port() + "?a=%2F"))
                    .usingRecursiveComparison()
                    .isEqualTo(new Outcome.Answered(204, new byte[0], null, null));
            assertThat(receiver.requests())
                    .containsExactly("POST /?a=%2F HTTP/1.1\r\nHost: localhost:" + receiver.port()
                            + "\r\nContent-Type: application/json\r\nUser-Agent: Spacehook/test\r\n"
                            + "Content-Length: " + Sender.BODY.length + "\r\nConnection: keep-alive\r\n\r\n"
                            + new String(Sender.BODY, StandardCharsets.UTF_8));
        }
    }

    @Test
    void usesAConnectionAgain() throws Exception {
        try (Receiver receiver = Receiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            for (int i = 0; i < 3; i++) {
                Outcome.Answered answer = (Outcome.Answered) sender.post(receiver.url());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.answer()).asString(StandardCharsets.US_ASCII).isEqualTo("ok");
            }
            assertThat(receiver.accepted()).isEqualTo(1);
        }
    }
}
