package dev.spacehook.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowClientGuardTest {

    private final AtomicLong now = new AtomicLong();
    private final EmbeddedChannel connection = new EmbeddedChannel();

    @BeforeEach
    void connect() {
        connection.freezeTime();
        connection.pipeline().addFirst(new SlowClientGuard(now::get));
        connection.pipeline().fireChannelActive();
    }

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    private void receive(String bytes) {
        connection.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }

    private void answer() {
        connection.writeOutbound(Unpooled.copiedBuffer("HTTP/1.1 204 No Content\r\n\r\n", StandardCharsets.US_ASCII));
    }

    @Test
    void closesARequestThatTricklesIn() {
        for (int second = 0; second < 27; second++) {
            receive("x");
            pass(1);
            assertThat(connection.isActive()).isTrue();
        }
        receive("x");
        pass(2);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void closesAConnectionThatSaysNothing() {
        pass(29);

        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void leavesAnIdleConnectionBetweenRequests() {
        receive("GET / HTTP/1.1\r\n\r\n");
        answer();
        pass(300);

        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void countsEachRequestFromItsOwnFirstByte() {
        for (int request = 0; request < 10; request++) {
            receive("GET / HTTP/1.1\r\n");
            pass(20);
            receive("\r\n");
            answer();
        }
        assertThat(connection.isActive()).isTrue();

        receive("G");
        pass(27);
        assertThat(connection.isActive()).isTrue();
        pass(2);
        assertThat(connection.isActive()).isFalse();
    }
}
