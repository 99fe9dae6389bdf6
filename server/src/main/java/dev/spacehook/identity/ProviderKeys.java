package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The provider's public keys (RFC 7517), fetched from the one configured URL when first needed, anew every hour, and
 * when a token names a key that is not among them; at most once in {@link #PAUSE}, whatever strangers send. Keys once
 * fetched serve on while the provider is away. Blocks. Thread-safe.
 */
final class ProviderKeys {

    private static final Logger LOG = Logger.getLogger(ProviderKeys.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int LONGEST_DOCUMENT = 256 * 1024;

    private record Fetched(List<JsonWebKey> keys, long at) {}

    private final URI url;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Fetched fetched;
    private final LongSupplier nanoTime;
    private volatile long lastTry;

    ProviderKeys(URI url, LongSupplier nanoTime) {
        this.url = url;
        this.nanoTime = nanoTime;
        this.lastTry = nanoTime.getAsLong() - PAUSE.toNanos();
    }

    /**
     * The keys that may have signed a token with this {@code kid}; all of them where it names none.
     *
     * @throws Problem 503 if no keys could be fetched yet
     */
    List<JsonWebKey> of(@Nullable String keyId) {
        Fetched known = fetched;
        if (known == null || isOld(known) || matching(known, keyId).isEmpty()) {
            refresh();
            known = fetched;
        }
        if (known == null) {
            throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter((int) PAUSE.toSeconds());
        }
        return matching(known, keyId);
    }

    private boolean isOld(Fetched known) {
        return nanoTime.getAsLong() - known.at() > FRESH.toNanos();
    }

    private static List<JsonWebKey> matching(Fetched known, @Nullable String keyId) {
        return known.keys().stream()
                .filter(key -> keyId == null || keyId.equals(key.getKeyId()))
                .toList();
    }

    private void refresh() {
        fetching.lock();
        try {
            if (nanoTime.getAsLong() - lastTry >= PAUSE.toNanos()) {
                fetch();
            }
        } finally {
            fetching.unlock();
        }
    }

    private void fetch() {
        try {
            fetched = new Fetched(download(), nanoTime.getAsLong());
        } catch (IOException | JoseException e) {
            LOG.warnf("the identity provider's keys could not be fetched: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lastTry = nanoTime.getAsLong();
        }
    }

    private List<JsonWebKey> download() throws IOException, InterruptedException, JoseException {
        HttpResponse<byte[]> answer = exchange(HttpRequest.newBuilder(url).build());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        return new JsonWebKeySet(new String(answer.body(), StandardCharsets.UTF_8))
                .getJsonWebKeys().stream()
                        .filter(PublicJsonWebKey.class::isInstance)
                        .toList();
    }

    /** One deadline for all of it: the client's own ends with the head. */
    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_DOCUMENT));
        try {
            return answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + DEADLINE.toSeconds() + " s", e);
        }
    }
}
