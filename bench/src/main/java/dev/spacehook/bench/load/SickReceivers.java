package dev.spacehook.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** Receivers that are of no use: one takes everything and never answers, one drips a byte a second. */
public final class SickReceivers implements AutoCloseable {

    private static final long SECOND_MILLIS = 1000;

    private final Vertx vertx;
    private final NetServer hanging;
    private final NetServer dripping;

    private SickReceivers(Vertx vertx) {
        this.vertx = vertx;
        this.hanging = vertx.createNetServer().connectHandler(socket -> socket.handler(_ -> {}));
        this.dripping = vertx.createNetServer().connectHandler(this::drip);
        listen(hanging);
        listen(dripping);
    }

    public static SickReceivers start(Vertx vertx) {
        return new SickReceivers(vertx);
    }

    private static void listen(NetServer server) {
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void drip(NetSocket socket) {
        socket.handler(_ -> {});
        socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
        long timer = vertx.setPeriodic(SECOND_MILLIS, _ -> socket.write("x"));
        socket.closeHandler(_ -> vertx.cancelTimer(timer));
    }

    public String hangingUrl() {
        return "http://127.0.0.1:" + hanging.actualPort() + "/";
    }

    public String drippingUrl() {
        return "http://127.0.0.1:" + dripping.actualPort() + "/";
    }

    @Override
    public void close() {
        hanging.close();
        dripping.close();
    }
}
