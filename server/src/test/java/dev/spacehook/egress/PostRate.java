package dev.spacehook.egress;

import dev.spacehook.config.Settings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Prints how many requests a second one client posts on one event loop, against a receiver in the same process, and what
 * each costs the loop's thread.
 */
final class PostRate {

    private static final int CONNECTIONS = 128;
    private static final int ROUNDS = 12;
    private static final long ROUND_MILLIS = 2_000;
    private static final byte[] BODY = "x".repeat(220).getBytes(StandardCharsets.US_ASCII);
    private static final Buffer OK = Buffer.buffer("HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 2\r\n\r\nok");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongAdder answers = new LongAdder();
    private final GuardedClient client;
    private final WebhookUrl url;
    private volatile long loop;

    private PostRate(GuardedClient client, WebhookUrl url) {
        this.client = client;
        this.url = url;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        EgressFactory factory = new EgressFactory(Settings.from(
                Map.of("SPACEHOOK_EGRESS_ALLOW", "127.0.0.0/8,localhost", "SPACEHOOK_EGRESS_REQUIRE_HTTPS", "false")));
        NetServer server = vertx.createNetServer();
        Context context = vertx.getOrCreateContext();
        GuardedClient client = factory.create(context);
        int port = server.connectHandler(new Answering(length(client, factory))::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        PostRate rate = new PostRate(client, WebhookUrl.parse("http://localhost:" + port + "/hook", factory.rules()));
        context.runOnContext(started -> {
            rate.loop = Thread.currentThread().threadId();
            for (int i = 0; i < CONNECTIONS; i++) {
                rate.post();
            }
        });
        rate.print();
        System.exit(0);
    }

    /** Every port in use here has five digits. */
    private static int length(GuardedClient client, EgressFactory factory) throws UrlRefusedException {
        WebhookUrl like = WebhookUrl.parse("http://localhost:12345/hook", factory.rules());
        ByteBuf request = client.encode(UnpooledByteBufAllocator.DEFAULT, like, headers(), BODY);
        return request.readableBytes();
    }

    private static RequestHeaders headers() {
        return new RequestHeaders()
                .add("Content-Type", "application/json")
                .add("User-Agent", "Spacehook/0.1.0")
                .add("webhook-id", "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
                .add("webhook-timestamp", "1760000000")
                .add("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
                .add("Spacehook-Event", "call_started")
                .add("Spacehook-Occurred-At", "2026-11-24T00:00:00Z")
                .add("Spacehook-Attempt", "1");
    }

    private void post() {
        client.post(url, headers(), BODY, outcome -> {
            if (!(outcome instanceof Outcome.Answered)) {
                throw new IllegalStateException(outcome.toString());
            }
            answers.increment();
            post();
        });
    }

    private void print() throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            answers.reset();
            long start = System.nanoTime();
            long cpu = cpu();
            Thread.sleep(ROUND_MILLIS);
            long n = Math.max(1, answers.sum());
            System.out.printf(
                    "%,d POST/s, %.1f us of the loop's CPU each%n",
                    n * 1_000_000_000L / (System.nanoTime() - start), (cpu() - cpu) / 1_000.0 / n);
        }
    }

    private long cpu() {
        return THREADS.getThreadCpuTime(loop);
    }

    /** Answers by counting bytes: as cheap as a receiver can be. */
    private record Answering(int requestLength) {

        void serve(NetSocket socket) {
            int[] open = {0};
            socket.handler(bytes -> {
                open[0] += bytes.length();
                while (open[0] >= requestLength) {
                    open[0] -= requestLength;
                    socket.write(OK);
                }
            });
        }
    }
}
