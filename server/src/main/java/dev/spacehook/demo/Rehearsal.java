package dev.spacehook.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.client.Api;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way of an event, thousands of times: while the JVM records a start it learns by this which methods are hot and how
 * they branch, so that the starts after it compile the right ones at once (JEP 515, ahead-of-time method profiling).
 */
final class Rehearsal {

    private static final int CALLERS = 32;
    private static final int SINGLE_EVENTS = 3_200;
    private static final int ARRAYS = 32;
    private static final int ARRAY = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Scene scene;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger rooms = new AtomicInteger();

    Rehearsal(Scene scene) {
        this.scene = scene;
    }

    /** Whether all of them arrived, within 30 s. */
    boolean play() throws InterruptedException {
        try (DemoReceiver receiver = new DemoReceiver(scene::currentSecret, _ -> arrived.incrementAndGet())) {
            receiver.useSecret(Scene.SPACE, scene.webhook(receiver.urlOf(Scene.SPACE)));
            repeat(SINGLE_EVENTS, () -> scene.happen(event()));
            repeat(ARRAYS, () -> scene.happen(array()));
            return awaitArrivals();
        }
    }

    private static void repeat(int times, Runnable request) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(() -> {
                    for (int i = 0; i < times / CALLERS; i++) {
                        request.run();
                    }
                });
            }
        }
    }

    private boolean awaitArrivals() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (arrived.get() < SINGLE_EVENTS + ARRAYS * ARRAY && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
        }
        return arrived.get() >= SINGLE_EVENTS + ARRAYS * ARRAY;
    }

    private ArrayNode array() {
        ArrayNode events = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < ARRAY; i++) {
            events.add(event());
        }
        return events;
    }

    private ObjectNode event() {
        return Api.object()
                .put("eventName", "record_finished")
                .put("spaceId", Scene.SPACE)
                .put("roomId", "room-" + rooms.incrementAndGet() % 1_000)
                .put("recordId", "record-" + rooms.get());
    }
}
