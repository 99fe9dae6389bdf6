package dev.spacehook.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A whole call, played event by event, each awaited at the receiver. */
final class Call {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Scene scene;
    private final BlockingQueue<Arrival> arrivals;
    private final String roomId = DemoSettings.random(24);
    private final String recordId = DemoSettings.random(24);

    Call(Scene scene, BlockingQueue<Arrival> arrivals) {
        this.scene = scene;
        this.arrivals = arrivals;
    }

    /**
     * One event of the call.
     *
     * @param acceptedMillis from the request to its 202
     * @param arrivedMillis from the request to the arrival; empty if it never came or did not verify
     */
    record Step(String eventName, long acceptedMillis, Optional<Long> arrivedMillis, int attempt) {}

    List<Step> play() throws InterruptedException {
        List<Step> steps = new ArrayList<>();
        for (String name : List.of("call_started", "record_started", "record_finished", "call_finished")) {
            steps.add(step(name));
        }
        return steps;
    }

    private Step step(String name) throws InterruptedException {
        Optional<String> record = name.startsWith("record") ? Optional.of(recordId) : Optional.empty();
        long start = System.nanoTime();
        String id = scene.happen(name, roomId, record);
        long accepted = millisSince(start, System.nanoTime());
        return switch (await(id)) {
            case Arrival.Verified v
            when fits(v, name, record) ->
                new Step(
                        name,
                        accepted,
                        Optional.of(millisSince(start, v.nanos())),
                        v.notification().attempt());
            case Arrival.Verified v ->
                new Step(name, accepted, Optional.empty(), v.notification().attempt());
            case Arrival.Refused r -> new Step(name, accepted, Optional.empty(), 0);
        };
    }

    private boolean fits(Arrival.Verified arrival, String name, Optional<String> record) {
        var notification = arrival.notification();
        return notification.eventName().equals(name)
                && notification.roomId().equals(roomId)
                && notification.spaceId().equals(Scene.SPACE)
                && notification.recordId().equals(record);
    }

    /** What arrives of earlier starts in the meantime is passed over. */
    private Arrival await(String id) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Arrival arrival = arrivals.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (arrival == null) {
                return new Arrival.Refused(id, "nothing came within " + PATIENCE.toSeconds() + " s");
            }
            if (arrival.id().equals(id)) {
                return arrival;
            }
        }
    }

    private static long millisSince(long start, long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - start);
    }
}
