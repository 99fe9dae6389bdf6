package dev.spacehook;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/**
 * The whole service on an embedded database of its own below {@code target}, as {@code serve} would start it. Suites
 * with this profile share one start.
 */
public class ServiceProfile implements QuarkusTestProfile {

    public static final String JWT_SECRET = "a-key-for-tests-of-32-characters-and-more";
    public static final String OLD_JWT_SECRET = "the-key-before-that-of-32-characters-and-more";
    public static final String PLATFORM_ID = "platform";
    public static final String PLATFORM_SECRET = "the-platform-s+secret%";

    private static final Path DATA =
            Path.of("target", "service-" + ProcessHandle.current().pid());

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.http.host",
                "127.0.0.1",
                // Nobody answers there: no test asks a name server of the world's.
                "SPACEHOOK_EGRESS_DNS",
                "127.0.0.1:9",
                "SPACEHOOK_DATA_DIR",
                DATA.toString(),
                "SPACEHOOK_JWT_SECRET",
                JWT_SECRET + "," + OLD_JWT_SECRET,
                "SPACEHOOK_CLIENT_ID",
                PLATFORM_ID,
                "SPACEHOOK_CLIENT_SECRET",
                PLATFORM_SECRET);
    }
}
