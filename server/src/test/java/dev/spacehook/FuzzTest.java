package dev.spacehook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.spacehook.api.JsonFuzz;
import dev.spacehook.egress.UrlFuzz;
import dev.spacehook.identity.TokenFuzz;
import dev.spacehook.storage.TestDatabase;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What strangers send first: URLs, JSON, tokens; all at once, since each wants its minute. */
class FuzzTest {

    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    @Test
    void nothingButTheExpectedRefusals() {
        UrlFuzz urls = new UrlFuzz();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Future<?> ofUrls = start(threads, "webhook URLs", urls);
            Future<?> ofJson = start(threads, "JSON", new JsonFuzz());
            Future<?> ofTokens = start(threads, "tokens", new TokenFuzz(POSTGRES));
            assertAll(ofUrls::get, ofJson::get, ofTokens::get);
        }
        assertThat(urls.taken()).as("URLs taken").isGreaterThan(1_000);
    }

    private static Future<?> start(ExecutorService threads, String name, Consumer<Random> round) {
        return threads.submit(() -> Fuzz.run(name, Fuzz.DURATION, round));
    }
}
