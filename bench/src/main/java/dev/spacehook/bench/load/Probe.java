package dev.spacehook.bench.load;

import dev.spacehook.bench.machine.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a caller waits for his 503, seen by a few callers of their own who wait for each answer before they ask
 * again: nothing queues in them, so what they see is the service's. Most send events of a space with a webhook, one of
 * a space that the service has to look up. Thread-safe.
 */
public final class Probe implements AutoCloseable {

    private static final int CALLERS = 4;
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int UNAVAILABLE = 503;

    private final HttpRequest known;
    private final HttpRequest unknown;
    private final List<Thread> callers = new ArrayList<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong lastAccepted = new AtomicLong(System.nanoTime());
    private volatile boolean running = true;

    private Probe(Service service, String token, String knownEvent, String unknownEvent) {
        this.known = request(service, token, knownEvent);
        this.unknown = request(service, token, unknownEvent);
        for (int i = 0; i < CALLERS; i++) {
            HttpRequest request = i == 0 ? unknown : known;
            callers.add(Thread.ofPlatform().name("probe-" + i).daemon().start(() -> call(request)));
        }
    }

    public static Probe start(Service service, String token, World world) {
        String event = world.event(Integer.MAX_VALUE);
        return new Probe(service, token, event, event.replaceFirst("\"spaceId\":\"\\w+\"", "\"spaceId\":\"nobody\""));
    }

    private static HttpRequest request(Service service, String token, String event) {
        return HttpRequest.newBuilder(service.uri(Api.EVENTS))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(event))
                .build();
    }

    private void call(HttpRequest request) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (running) {
                callOnce(client, request);
                LockSupport.parkNanos(EVERY.toNanos());
            }
        }
    }

    private void callOnce(HttpClient client, HttpRequest request) {
        long sent = System.nanoTime();
        try {
            HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
            if (answer.statusCode() == UNAVAILABLE) {
                count.incrementAndGet();
                slowestNanos.accumulateAndGet(System.nanoTime() - sent, Math::max);
            } else if (request.equals(known)) {
                lastAccepted.accumulateAndGet(sent, (a, b) -> b - a > 0 ? b : a);
            }
        } catch (IOException e) {
            // the service is away: the load counts that
        } catch (InterruptedException e) {
            running = false;
        }
    }

    /** The longest that one of its requests waited for its 503. */
    public Duration slowestUnavailable() {
        return Duration.ofNanos(slowestNanos.get());
    }

    public long unavailableCount() {
        return count.get();
    }

    /** Whether an event was accepted that was sent after that moment. */
    public boolean acceptedOneSentAfter(long nanos) {
        return lastAccepted.get() - nanos > 0;
    }

    /** The service itself stood still: what waited for it meanwhile says nothing. */
    public void forget() {
        slowestNanos.set(0);
    }

    @Override
    public void close() {
        running = false;
        callers.forEach(Thread::interrupt);
    }
}
