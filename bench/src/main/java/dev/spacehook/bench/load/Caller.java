package dev.spacehook.bench.load;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Posts events to a service. Used on one event loop. */
interface Caller extends AutoCloseable {

    /** @return the answer, or why there was none */
    Future<Reply> post(String event);

    @Override
    void close();

    record Reply(int status, @Nullable String retryAfter, String body) {}
}
