package dev.spacehook.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.function.IntSupplier;

/** A whole HTTP client with as many connections as it takes and a time-out: for services that are killed and paused. */
final class PooledCaller implements Caller {

    /** Enough for all that wait while a server stalls: what is not sent yet would be counted as its fault. */
    private static final int CONNECTIONS = 4000;

    private static final long TIMEOUT_MILLIS = 10_000;

    private final HttpClient client;
    private final String token;
    private final IntSupplier port;

    PooledCaller(Vertx vertx, String token, IntSupplier port) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setConnectTimeout(2000));
        this.token = "Bearer " + token;
        this.port = port;
    }

    @Override
    public Future<Reply> post(String event) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port.getAsInt())
                .setURI(Api.EVENTS)
                .setTimeout(TIMEOUT_MILLIS)
                .putHeader("Authorization", token)
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose(request -> request.send(Buffer.buffer(event)))
                .compose(answer -> answer.body()
                        .map(body -> new Reply(answer.statusCode(), answer.getHeader("Retry-After"), body.toString())));
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
    }
}
