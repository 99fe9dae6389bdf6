package dev.spacehook.bench.machine;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The source tree this program was built in. */
public final class Checkout {

    private static final String TRAIN = """
            export JAVA_HOME=$1; . "$0/.bin/common.sh"; train_if_needed""";

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

    /** The packaged service, with the recording of a start that {@code ./spacehook serve} makes before its first. */
    public static synchronized Path service() {
        Path jar = root().resolve("server/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; build it with ./spacehook --help");
        }
        Programs.output("bash", "-c", TRAIN, root().toString(), System.getProperty("java.home"));
        return jar;
    }
}
