package dev.spacehook.demo;

import dev.spacehook.client.Api;
import dev.spacehook.client.ApiException;
import dev.spacehook.config.Secret;
import dev.spacehook.config.Settings;
import dev.spacehook.identity.ApiClients;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Plays the demo against the service of this process, over HTTP; then keeps it running. */
@Singleton
@Unremovable
public final class Demo implements QuarkusApplication {

    /** The argument that ends the demo after the call. */
    public static final String ONCE = "--once";

    /** The argument that lets a {@link Rehearsal} follow the call. */
    public static final String REHEARSE = "--rehearse";

    private final Settings settings;
    private final ApiClients apiClients;
    private final Screen screen = new Screen(System.out);
    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(1_000);

    /** @param apiClients for the one thing that people do in the cabinet rather than by HTTP: to get a client */
    Demo(Settings settings, ApiClients apiClients) {
        this.settings = settings;
        this.apiClients = apiClients;
    }

    /** Answers 0 if every notification of the call arrived and verified. */
    @Override
    public int run(String... arguments) throws InterruptedException {
        List<String> given = Arrays.asList(arguments);
        try {
            return perform(given.contains(ONCE), given.contains(REHEARSE));
        } catch (ApiException | UncheckedIOException e) {
            screen.failure("The demo cannot go on: " + e.getMessage());
            return 1;
        }
    }

    private int perform(boolean once, boolean rehearse) throws InterruptedException {
        screen.line("It answers at " + address() + ".");
        DemoFiles files = DemoFiles.in(settings.dataDir());
        Scene scene = scene(files);
        try (DemoReceiver receiver = new DemoReceiver(scene::currentSecret, this::arrived)) {
            screen.heading("A call in space " + Scene.SPACE + ", each notification as its receiver gets it");
            receiver.useSecret(Scene.SPACE, scene.webhook(receiver.urlOf(Scene.SPACE)));
            List<Call.Step> steps = new Call(scene, arrivals).play();
            screen.table(steps);
            boolean good = steps.stream().allMatch(step -> step.arrivedMillis().isPresent());
            if (rehearse) {
                good &= new Rehearsal(scene).play();
            }
            if (!once) {
                new Invitation(screen, address(), scene, files, receiver).print();
                Quarkus.waitForExit();
            }
            return good ? 0 : 1;
        }
    }

    private Scene scene(DemoFiles files) {
        Settings.PlatformClient client =
                Optional.ofNullable(settings.platformClient()).orElseThrow();
        Api service = Api.at(URI.create(address()));
        String platformToken = service.clientToken(client.id(), client.secret().value());
        DemoFiles.Credentials credentials = files.ownersCredentials();
        Scene.set(service.as(platformToken), credentials);
        apiClients.put(credentials.clientId(), Scene.OWNER, new Secret(credentials.clientSecret()));
        return Scene.enter(service, platformToken, credentials);
    }

    /** Once the queue is full nobody waits for it any more; the line is printed all the same. */
    private void arrived(Arrival arrival) {
        screen.arrival(arrival);
        boolean awaited = arrivals.offer(arrival);
        if (!awaited) {
            arrivals.clear();
        }
    }

    private String address() {
        String host = settings.http().host();
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String bracketed = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return "http://" + bracketed + ":" + settings.http().port();
    }
}
