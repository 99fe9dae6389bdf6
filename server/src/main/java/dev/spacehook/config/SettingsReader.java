package dev.spacehook.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses {@link Settings}; collects all that is wrong before it refuses. */
final class SettingsReader {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    /** What Kubernetes sets in every pod of a namespace that has a service called spacehook. */
    private static final Pattern KUBERNETES =
            Pattern.compile("SPACEHOOK_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)");

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> values) {
        this.values = values;
    }

    Settings read() {
        nameTheUnknown();
        Settings.Database database = database();
        Settings.Delivery delivery = delivery();
        Settings settings = new Settings(
                http(),
                database,
                required(Setting.DATA_DIR, Path::of, Path.of("data")),
                keys(database),
                externalIdentity(),
                platformClient(),
                plans(),
                rates(),
                delivery,
                egress(),
                retention(delivery));
        required(Setting.LOG_FORMAT, oneOf("text", "json"), "text");
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    private void nameTheUnknown() {
        for (String name : new TreeSet<>(values.keySet())) {
            if (name.startsWith(Setting.PREFIX)
                    && Setting.ofFullName(name).isEmpty()
                    && !KUBERNETES.matcher(name).matches()) {
                problems.add(name + ": there is no such setting; did you mean " + likely(name) + "?");
            }
        }
    }

    private static String likely(String name) {
        return Arrays.stream(Setting.values())
                .map(Setting::fullName)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private Settings.Http http() {
        return new Settings.Http(
                required(Setting.HTTP_HOST, text(), ""),
                required(Setting.HTTP_PORT, number(0, 65_535), 0),
                required(Setting.MANAGEMENT_HOST, text(), ""),
                required(Setting.MANAGEMENT_PORT, number(0, 65_535), 0),
                optional(Setting.PUBLIC_URL, NetworkValues::url),
                required(Setting.TRUSTED_PROXIES, list(NetworkValues::network), List.of()));
    }

    private Settings.Database database() {
        String url = optional(Setting.DATABASE_URL, jdbcUrl());
        String direct = optional(Setting.DATABASE_DIRECT_URL, jdbcUrl());
        refuseWithout(
                Setting.DATABASE_URL, Setting.DATABASE_DIRECT_URL, Setting.DATABASE_USER, Setting.DATABASE_PASSWORD);
        String user = optional(Setting.DATABASE_USER, text());
        String password = optional(Setting.DATABASE_PASSWORD, text());
        return new Settings.Database(
                url,
                direct == null ? url : direct,
                user == null ? "spacehook" : user,
                new Secret(password == null ? "" : password));
    }

    private Settings.Keys keys(Settings.Database database) {
        if (!database.isEmbedded()) {
            for (Setting key : List.of(Setting.JWT_SECRET, Setting.ENCRYPTION_KEY)) {
                if (value(key) == null) {
                    problems.add(key.fullName() + ": must be set where the database is not the embedded one,"
                            + " the same on every node; for example the output of: openssl rand -base64 32");
                }
            }
        }
        return new Settings.Keys(
                required(Setting.JWT_SECRET, secrets(SettingsReader::atLeast32Characters), List.of()),
                required(Setting.ENCRYPTION_KEY, secrets(SettingsReader::thirtyTwoBytes), List.of()));
    }

    private static void atLeast32Characters(String key) {
        if (key.length() < 32) {
            throw new IllegalArgumentException("each key needs at least 32 characters");
        }
    }

    private static void thirtyTwoBytes(String key) {
        byte[] bytes;
        try {
            bytes = java.util.Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("each key must be 32 bytes in base64", e);
        }
        if (bytes.length != 32) {
            throw new IllegalArgumentException("each key must be 32 bytes in base64, this one has " + bytes.length);
        }
    }

    private Settings.@Nullable ExternalIdentity externalIdentity() {
        URI jwks = optional(Setting.JWT_JWKS_URL, NetworkValues::url);
        refuseWithout(Setting.JWT_JWKS_URL, Setting.JWT_ISSUER, Setting.JWT_AUDIENCE, Setting.JWT_USER_CLAIM);
        if (jwks == null) {
            return null;
        }
        return new Settings.ExternalIdentity(
                jwks,
                optional(Setting.JWT_ISSUER, text()),
                optional(Setting.JWT_AUDIENCE, text()),
                required(Setting.JWT_USER_CLAIM, text(), "sub"));
    }

    private Settings.@Nullable PlatformClient platformClient() {
        String id = optional(Setting.CLIENT_ID, matching("[A-Za-z0-9_-]{1,64}"));
        String secret = optional(Setting.CLIENT_SECRET, text());
        if ((value(Setting.CLIENT_ID) == null) != (value(Setting.CLIENT_SECRET) == null)) {
            problems.add(Setting.CLIENT_ID.fullName() + " and " + Setting.CLIENT_SECRET.fullName()
                    + ": set both or neither");
        }
        return id == null || secret == null ? null : new Settings.PlatformClient(id, new Secret(secret));
    }

    private Settings.Plans plans() {
        Set<String> free = required(Setting.FREE_PLANS, list(), List.of()).stream()
                .map(plan -> plan.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return new Settings.Plans(free, required(Setting.DEFAULT_PLAN, text(), ""));
    }

    private Settings.Rates rates() {
        return new Settings.Rates(
                required(Setting.RATE_PER_TOKEN, number(0, 1_000_000), 0),
                required(Setting.RATE_PER_ADDRESS, number(0, 1_000_000), 0));
    }

    private Settings.Delivery delivery() {
        Duration second = Duration.ofSeconds(1);
        Duration year = Duration.ofDays(365);
        int attempts = required(Setting.DELIVERY_ATTEMPTS, number(1, 20), 20);
        return new Settings.Delivery(
                attempts,
                required(Setting.DELIVERY_INTERVAL, intervals(attempts), List.of()),
                required(Setting.DELIVERY_TIMEOUT, duration(second, Duration.ofMinutes(1)), second),
                required(Setting.DELIVERY_MAX_AGE, duration(Duration.ofMinutes(1), year), year));
    }

    private Settings.Egress egress() {
        return new Settings.Egress(
                required(Setting.EGRESS_REQUIRE_HTTPS, bool(), true),
                required(Setting.EGRESS_ALLOW, list(NetworkValues::exemption), List.of()),
                required(Setting.EGRESS_IP_LITERALS, bool(), false),
                optional(Setting.EGRESS_DNS, NetworkValues::hostAndPort),
                optional(Setting.EGRESS_CA_FILE, NetworkValues::certificates),
                optional(Setting.EGRESS_PROXY, NetworkValues::proxy));
    }

    private Duration retention(Settings.Delivery delivery) {
        Duration day = Duration.ofDays(1);
        Duration least = delivery.maxAge().compareTo(day) > 0 ? delivery.maxAge() : day;
        return required(Setting.RETENTION, duration(least, Duration.ofDays(36_500)), least);
    }

    /** What would silently do nothing: whoever sets one of {@code pointless} believes that it works. */
    private void refuseWithout(Setting needed, Setting... pointless) {
        if (given(needed) != null) {
            return;
        }
        for (Setting setting : pointless) {
            if (given(setting) != null) {
                problems.add(setting.fullName() + ": means nothing without " + needed.fullName()
                        + "; set that too, or neither");
            }
        }
    }

    private @Nullable String value(Setting setting) {
        String given = given(setting);
        return given == null ? setting.defaultText() : given;
    }

    private @Nullable String given(Setting setting) {
        String value = values.get(setting.fullName());
        return value == null || value.isBlank() ? null : value.strip();
    }

    private <T> @Nullable T optional(Setting setting, Function<String, T> parser) {
        String value = value(setting);
        if (value == null) {
            return null;
        }
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            problems.add(setting.fullName() + ": " + e.getMessage());
            return null;
        }
    }

    /** As {@link #optional}; {@code instead} stands in where the value is absent or wrong, so that reading goes on. */
    private <T> T required(Setting setting, Function<String, T> parser, T instead) {
        T value = optional(setting, parser);
        return value == null ? instead : value;
    }

    private static Function<String, String> text() {
        return value -> value;
    }

    private static Function<String, String> matching(String pattern) {
        return value -> {
            if (!value.matches(pattern)) {
                throw new IllegalArgumentException("must match " + pattern);
            }
            return value;
        };
    }

    private static Function<String, String> oneOf(String... allowed) {
        return value -> {
            if (!Arrays.asList(allowed).contains(value)) {
                throw new IllegalArgumentException(
                        "must be one of " + String.join(", ", allowed) + ", not \"" + value + "\"");
            }
            return value;
        };
    }

    private static Function<String, Boolean> bool() {
        return value -> oneOf("true", "false").apply(value).equals("true");
    }

    private static Function<String, Integer> number(int least, int most) {
        return value -> {
            if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw new IllegalArgumentException(
                        "must be a whole number from " + least + " to " + most + ", not \"" + value + "\"");
            }
            return Integer.parseInt(value);
        };
    }

    private static Function<String, List<String>> list() {
        return value -> Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Function<String, List<String>> list(Function<String, String> element) {
        return value -> list().apply(value).stream().map(element).toList();
    }

    private static Function<String, List<Secret>> secrets(java.util.function.Consumer<String> check) {
        return value ->
                list().apply(value).stream().peek(check).map(Secret::new).toList();
    }

    private static Function<String, Duration> duration(Duration least, Duration most) {
        return value -> {
            Duration duration = parseDuration(value);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "must be from " + print(least) + " to " + print(most) + ", not " + value);
            }
            return duration;
        };
    }

    /** The waits between that many attempts; those after the last one would never be kept. */
    private static Function<String, List<Duration>> intervals(int attempts) {
        return value -> {
            List<Duration> intervals = list().apply(value).stream()
                    .map(duration(Duration.ofMillis(1), Duration.ofDays(7)))
                    .toList();
            if (intervals.isEmpty()) {
                throw new IllegalArgumentException("needs at least one duration, for example 60s");
            }
            if (intervals.size() > Math.max(1, attempts - 1)) {
                throw new IllegalArgumentException("has " + intervals.size() + " waits, but there are only "
                        + (attempts - 1) + " between " + attempts + " attempts; set "
                        + Setting.DELIVERY_ATTEMPTS.fullName() + " too, or leave some out");
            }
            return intervals;
        };
    }

    private static Duration parseDuration(String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a duration <n>(ms|s|m|h|d), for example 60s, not \"" + value + "\"");
        }
        long n = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    private static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static Function<String, String> jdbcUrl() {
        return value -> {
            if (!value.startsWith("jdbc:postgresql://")) {
                throw new IllegalArgumentException("must begin with jdbc:postgresql://");
            }
            return value;
        };
    }
}
