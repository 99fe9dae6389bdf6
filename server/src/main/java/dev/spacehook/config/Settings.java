package dev.spacehook.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a process is told at its start, parsed and checked. Names, defaults and meanings: {@link Setting}.
 *
 * @param retention how long events and attempts are kept; at least the maximum age of a delivery and a day
 */
public record Settings(
        Http http,
        Database database,
        Path dataDir,
        Keys keys,
        @Nullable ExternalIdentity externalIdentity,
        @Nullable PlatformClient platformClient,
        Plans plans,
        Rates rates,
        Delivery delivery,
        Egress egress,
        Duration retention) {

    /**
     * @param publicUrl where people reach the service, for links; null: taken from the request
     * @param trustedProxies addresses and networks whose {@code Forwarded} headers count
     */
    public record Http(
            String host,
            int port,
            String managementHost,
            int managementPort,
            @Nullable URI publicUrl,
            List<String> trustedProxies) {}

    /** Where the database is; a null {@code url} means the embedded one. {@code directUrl} is never a pooler. */
    public record Database(@Nullable String url, @Nullable String directUrl, String user, Secret password) {
        public boolean isEmbedded() {
            return url == null;
        }
    }

    /** The first of each list is used for new things, all for what exists; empty: generated into the data directory. */
    public record Keys(List<Secret> jwt, List<Secret> encryption) {}

    /** Tokens of the platform's own identity provider. */
    public record ExternalIdentity(
            URI jwksUrl, @Nullable String issuer, @Nullable String audience, String userClaim) {}

    public record PlatformClient(String id, Secret secret) {}

    /** Requests a second that one token and one address may make; 0: no limit. The platform's client is exempt. */
    public record Rates(int perToken, int perAddress) {}

    /** @param free lower-case names of the plans that come without webhooks */
    public record Plans(Set<String> free, String defaultPlan) {
        public boolean withWebhooks(String plan) {
            return !free.contains(plan.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * @param intervals the waits after the first, second, … attempt; the last one repeats
     * @param timeout the one deadline of an attempt: DNS, connect, TLS, request and head together
     * @param maxAge how long after acceptance or resend a delivery may stay unsettled
     */
    public record Delivery(int attempts, List<Duration> intervals, Duration timeout, Duration maxAge) {

        /** The wait after attempt {@code n} (from 1) of a series. */
        public Duration intervalAfter(int n) {
            return intervals.get(Math.min(n, intervals.size()) - 1);
        }
    }

    /**
     * @param allow networks, host names and {@code *.suffix} exempt from the guard
     * @param dns {@code host:port} of the resolver; null: the system's
     * @param proxy the only way out, {@code http://host:port}; null: direct
     */
    public record Egress(
            boolean requireHttps,
            List<String> allow,
            boolean ipLiterals,
            @Nullable String dns,
            @Nullable Path caFile,
            @Nullable URI proxy) {}

    /**
     * Reads the settings from names and values, the environment as a rule.
     *
     * @throws SettingsException naming every name that is unknown and every value that does not parse
     */
    public static Settings from(Map<String, String> values) {
        return new SettingsReader(values).read();
    }
}
