package dev.spacehook.storage;

import dev.spacehook.config.Secret;
import dev.spacehook.config.Settings;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The keys of this installation: those of the settings, else generated once into the data directory (mode 0600), which
 * only happens with the embedded database. Immutable.
 */
@Singleton
public final class Keys {

    private static final int KEY_BYTES = 32;

    private final List<Secret> jwt;
    private final List<Secret> encryption;

    public Keys(Settings settings) {
        jwt = givenOrGenerated(settings.keys().jwt(), settings.dataDir(), "jwt-secret");
        encryption = givenOrGenerated(settings.keys().encryption(), settings.dataDir(), "encryption-key");
    }

    /** Sign and verify access tokens, 32 characters or more each; the first signs. */
    public List<Secret> jwtKeys() {
        return jwt;
    }

    /** Encrypt secrets at rest, 32 bytes in base64 each; the first encrypts. */
    public List<Secret> encryptionKeys() {
        return encryption;
    }

    private static List<Secret> givenOrGenerated(List<Secret> given, Path dataDir, String name) {
        if (!given.isEmpty()) {
            return given;
        }
        Path file = PrivateFiles.directory(dataDir.toAbsolutePath()).resolve(name);
        return List.of(new Secret(PrivateFiles.once(file, Keys::generate)));
    }

    private static String generate() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
