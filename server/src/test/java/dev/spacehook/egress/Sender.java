package dev.spacehook.egress;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A guarded client on a loop of its own, asked from a test's thread. */
final class Sender implements AutoCloseable {

    static final byte[] BODY = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    private final UrlRules rules;
    private final ContextInternal context;
    private final GuardedClient client;

    private Sender(Egress egress) {
        this.rules = egress.rules();
        this.context = (ContextInternal) VERTX.getOrCreateContext();
        this.client = new EgressFactory(egress).create(context);
    }

    /** What a test may set; the rest is as the demonstration has it. */
    record Setup(
            UrlRules rules,
            Set<InetAddress> own,
            @Nullable Path caFile,
            @Nullable InetSocketAddress dns,
            @Nullable Proxy proxy,
            Limits limits) {

        Setup rules(UrlRules other) {
            return new Setup(other, own, caFile, dns, proxy, limits);
        }

        Setup own(Set<InetAddress> other) {
            return new Setup(rules, other, caFile, dns, proxy, limits);
        }

        Setup caFile(Path other) {
            return new Setup(rules, own, other, dns, proxy, limits);
        }

        Setup dns(InetSocketAddress other) {
            return new Setup(rules, own, caFile, other, proxy, limits);
        }

        Setup proxy(Proxy other) {
            return new Setup(rules, own, caFile, dns, other, limits);
        }

        Setup limits(Limits other) {
            return new Setup(rules, own, caFile, dns, proxy, other);
        }

        Sender start() {
            AddressGuard guard = new AddressGuard(rules.exemptions(), () -> own);
            return new Sender(new Egress(rules, guard, Tls.trusting(caFile), dns, proxy, limits));
        }
    }

    static Setup setup() {
        return new Setup(Rules.DEMO, Set.of(), null, null, null, Limits.within(Duration.ofSeconds(15)));
    }

    /** With a deadline that a test waits for. */
    static Setup hasty() {
        return setup().limits(Limits.within(Duration.ofMillis(1_500)));
    }

    CompletableFuture<Outcome> send(String url) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        WebhookUrl parsed = parse(url);
        RequestHeaders headers =
                new RequestHeaders().add("Content-Type", "application/json").add("User-Agent", "Spacehook/test");
        context.nettyEventLoop()
                .execute(() -> client.post(parsed, headers, BODY, result -> {
                    if (!context.nettyEventLoop().inEventLoop() || !outcome.complete(result)) {
                        throw new IllegalStateException("on another thread, or a second time");
                    }
                }));
        return outcome;
    }

    Outcome post(String url) {
        return send(url).orTimeout(20, TimeUnit.SECONDS).join();
    }

    Examination examine(String url) {
        CompletableFuture<Examination> examination = new CompletableFuture<>();
        WebhookUrl parsed = parse(url);
        RequestHeaders headers = new RequestHeaders().add("Content-Type", "application/json");
        context.nettyEventLoop().execute(() -> client.examine(parsed, headers, BODY, examination::complete));
        return examination.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private WebhookUrl parse(String url) {
        try {
            return WebhookUrl.parse(url, rules);
        } catch (UrlRefusedException e) {
            throw new IllegalArgumentException(url, e);
        }
    }

    Future<?> closeOnItsLoop() {
        return context.nettyEventLoop().submit(client::close);
    }

    @Override
    public void close() {
        client.close();
    }
}
