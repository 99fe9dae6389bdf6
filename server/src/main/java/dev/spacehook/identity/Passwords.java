package dev.spacehook.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.spacehook.api.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords, on a few threads of its own: however many passwords arrive, half of the cores stay for
 * everything else, and what does not fit into a short queue is refused. Thread-safe; blocks.
 */
@Singleton
final class Passwords {

    /** The least that OWASP's password storage cheat sheet names: 19 MiB, two passes, one lane. */
    static final Argon2Function ARGON2ID = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

    private static final int QUEUE = 32;
    private static final int RETRY_SECONDS = 2;

    private final ThreadPoolExecutor pool = pool();
    private final String nobodysHash = encode(RandomText.alphanumeric(NewPerson.SHORTEST_PASSWORD));

    private static ThreadPoolExecutor pool() {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().name("passwords-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** @throws Problem 503 {@code unavailable} when too many are waiting */
    String hash(String password) {
        return run(() -> encode(password));
    }

    private static String encode(String password) {
        return Password.hash(password).addRandomSalt(16).with(ARGON2ID).getResult();
    }

    /**
     * Whether this is the password of this hash; without a hash, nobody's is checked and the answer is no.
     *
     * @throws Problem 503 {@code unavailable} when too many are waiting
     */
    boolean matches(String password, @Nullable String hash) {
        if (password.length() > NewPerson.LONGEST_PASSWORD) {
            return false;
        }
        return run(() -> PasswordHashes.matches(password, hash == null ? nobodysHash : hash) && hash != null);
    }

    private <T> T run(Callable<T> work) {
        try {
            Future<T> result = pool.submit(work);
            return result.get();
        } catch (RejectedExecutionException e) {
            throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(RETRY_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(Problem.Code.UNAVAILABLE).retryAfter(RETRY_SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing a password failed", e.getCause());
        }
    }

    @PreDestroy
    void close() {
        pool.shutdown();
    }
}
