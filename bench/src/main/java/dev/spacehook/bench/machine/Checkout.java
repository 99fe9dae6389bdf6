package dev.spacehook.bench.machine;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The source tree this program was built in. */
public final class Checkout {

    private Checkout() {}

    public static Path root() {
        try {
            @Nullable
            Path path = Path.of(Checkout.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            while (path != null && !Files.exists(path.resolve("spacehook"))) {
                path = path.getParent();
            }
            if (path == null) {
                throw new IllegalStateException("not in a checkout: there is no ./spacehook above " + Checkout.class);
            }
            return path;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The packaged service. */
    public static Path service() {
        Path jar = root().resolve("server/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; build it with ./spacehook --help");
        }
        return jar;
    }
}
