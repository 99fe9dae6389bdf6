package dev.spacehook.config;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every name Spacehook reads, with its default as written and its meaning: the source of the documented table. */
public enum Setting {
    HTTP_PORT("8080", "port of the service"),
    HTTP_HOST("0.0.0.0", "address the service listens on (demo: 127.0.0.1)"),
    MANAGEMENT_PORT("9000", "port of /metrics and /health"),
    MANAGEMENT_HOST("127.0.0.1", "address of /metrics and /health"),
    PUBLIC_URL(null, "where people reach the service; for links"),
    TRUSTED_PROXIES(null, "addresses and networks whose Forwarded headers count, comma-separated"),
    DATABASE_URL(null, "jdbc:postgresql://…; none: the embedded PostgreSQL"),
    DATABASE_USER(null, "database user"),
    DATABASE_PASSWORD(null, "database password"),
    DATABASE_DIRECT_URL(null, "for the writers and LISTEN, where DATABASE_URL is a pooler"),
    DATA_DIR("./data", "embedded database and generated keys"),
    JWT_SECRET(
            null,
            "signs access tokens, 32 characters or more; new,old rotates; none: generated into the data directory"),
    ENCRYPTION_KEY(
            null,
            "encrypts webhook secrets, 32 bytes in base64; new,old rotates; none: generated into the data directory"),
    JWT_JWKS_URL(null, "keys of the platform's own identity provider"),
    JWT_ISSUER(null, "required iss of its tokens"),
    JWT_AUDIENCE(null, "required aud of its tokens"),
    JWT_USER_CLAIM("sub", "the claim that holds the person's id"),
    CLIENT_ID(null, "the platform's client"),
    CLIENT_SECRET(null, "its secret"),
    FREE_PLANS("free,basic", "plans without webhooks, any case"),
    DEFAULT_PLAN("team", "plan of spaces created through the API"),
    RATE_PER_TOKEN("100", "requests a second for one token, ten seconds' worth at once; 0: no limit"),
    RATE_PER_ADDRESS("300", "requests a second from one address, ten seconds' worth at once; 0: no limit"),
    DELIVERY_ATTEMPTS("3", "attempts in a series, 1 to 20"),
    DELIVERY_INTERVAL("60s", "wait after an attempt; a list sets each"),
    DELIVERY_TIMEOUT("15s", "deadline of one attempt, 1s to 60s"),
    DELIVERY_MAX_AGE("24h", "after this a delivery is given up"),
    EGRESS_REQUIRE_HTTPS("true", "refuse http: (demo: false)"),
    EGRESS_ALLOW(null, "networks, host names and *.suffix exempt from the guard (demo: 127.0.0.0/8,::1/128,localhost)"),
    EGRESS_IP_LITERALS("false", "allow public IP addresses as hosts"),
    EGRESS_DNS(null, "resolver host:port; none: the system's"),
    EGRESS_CA_FILE(null, "PEM file of certificate authorities trusted besides the system's"),
    EGRESS_PROXY(null, "http://host:port, the only way out"),
    RETENTION("30d", "events and attempts; at least DELIVERY_MAX_AGE and a day"),
    LOG_FORMAT("text", "text or json");

    /** What every name begins with. */
    public static final String PREFIX = "SPACEHOOK_";

    private final @Nullable String defaultText;
    private final String meaning;

    Setting(@Nullable String defaultText, String meaning) {
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /** The full name, for example {@code SPACEHOOK_HTTP_PORT}. */
    public String fullName() {
        return PREFIX + name();
    }

    public @Nullable String defaultText() {
        return defaultText;
    }

    public String meaning() {
        return meaning;
    }

    static Optional<Setting> ofFullName(String fullName) {
        return Arrays.stream(values())
                .filter(s -> s.fullName().equals(fullName))
                .findFirst();
    }
}
