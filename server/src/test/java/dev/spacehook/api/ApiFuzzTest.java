package dev.spacehook.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spacehook.Fuzz;
import dev.spacehook.ServiceProfile;
import dev.spacehook.identity.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Valid, nearly valid and invalid requests, generated from the published document: every answer is one that the document
 * describes, and none is a failure of ours.
 */
@QuarkusTest
@TestProfile(ServiceProfile.class)
class ApiFuzzTest {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int ROUNDS_BEFORE_A_FRESH_START = 60;

    private static final Pattern ID = Pattern.compile("\"id\":\"([A-Za-z0-9_-]+)\"");

    private static final List<String> STRINGS = List.of(
            "",
            " ",
            "x",
            "0",
            "-1",
            "1e400",
            "null",
            "true",
            "../x",
            "%00",
            "\0",
            "a\0b",
            "\ud800",
            "\udc00x",
            "\u202egnp",
            "\ufeff",
            "<img src=x onerror=alert(1)>",
            "'; drop table space; --",
            "${jndi:ldap://127.0.0.1/x}",
            "{0}",
            "%s%n",
            "😀",
            "\r\nX: y",
            "https://127.0.0.1/",
            "https://a.url/?q#f",
            "javascript:alert(1)",
            "2026-11-24T06:30:00Z",
            "2026-02-30T00:00:00Z",
            "+999999999-01-01T00:00:00Z",
            "call_started",
            "failed",
            "x".repeat(300),
            "ф".repeat(3_000));

    private static final List<JsonNode> VALUES = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(1.5),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(1e300),
            NODES.arrayNode(),
            NODES.objectNode(),
            NODES.arrayNode().add("x"),
            NODES.objectNode().put("$ne", 1));

    @TestHTTPResource("/")
    URI base;

    private final String ownerId = "fuzz-owner-" + System.nanoTime();
    private final List<String> spaces = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private ApiDescription description;
    private List<ApiDescription.Operation> operations = List.of();
    private HttpClient http;
    private String owner;
    private String platform;
    private String sent = "";
    private int rounds;

    @Test
    void answersOnlyWhatTheDocumentDescribes() {
        description = ApiDescription.of(base);
        operations = description.operations();
        Fuzz.run("the API", Fuzz.DURATION.dividedBy(3), this::round);
        assertThat(operations.stream().filter(this::hasSucceeded).count())
                .as("operations that succeeded at times, of " + seen)
                .isGreaterThan(operations.size() * 3L / 4);
    }

    private boolean hasSucceeded(ApiDescription.Operation operation) {
        return seen.keySet().stream().anyMatch(key -> key.startsWith(operation.id() + " 2"));
    }

    private void round(Random random) {
        if (rounds++ % ROUNDS_BEFORE_A_FRESH_START == 0) {
            begin(random);
        }
        ApiDescription.Operation operation = operations.get(random.nextInt(operations.size()));
        HttpRequest request = request(operation, random);
        HttpResponse<String> answer = send(request);
        String difference = description.difference(
                operation,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
        learnIds(answer.body());
        seen.merge(operation.id() + " " + answer.statusCode(), 1, Integer::sum);
        assertThat(difference)
                .as(() -> operation + " as " + request.uri() + " " + sent + " got " + answer.statusCode() + " "
                        + answer.body())
                .isEmpty();
        assertThat(answer.statusCode()).as(operation.toString()).isLessThan(500);
    }

    /** Ids that the service has told: of deliveries, tokens, spaces. */
    private void learnIds(String body) {
        Matcher matcher = ID.matcher(body);
        while (matcher.find() && ids.size() < 200) {
            ids.add(matcher.group(1));
        }
    }

    /** New tokens from a new address, which no limit has counted, and a few spaces with something in them. */
    private void begin(Random random) {
        try {
            InetAddress from = InetAddress.getByAddress(
                    new byte[] {127, 1, (byte) random.nextInt(256), (byte) (1 + random.nextInt(250))});
            http = HttpClient.newBuilder().localAddress(from).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        owner = TestTokens.ofPerson(ownerId, ServiceProfile.JWT_SECRET);
        platform = TestTokens.ofClient(ServiceProfile.PLATFORM_ID, ServiceProfile.JWT_SECRET);
        spaces.clear();
        ids.clear();
        put("/v1/platform/users/" + ownerId, "{\"email\":\"" + ownerId + "@a.example\",\"username\":\"x\"}");
        for (String plan : List.of("team", "team", "free")) {
            String id = "fuzz-" + System.nanoTime();
            put("/v1/platform/spaces/" + id, "{\"ownerId\":\"" + ownerId + "\",\"plan\":\"" + plan + "\"}");
            if (!plan.equals("free")) {
                put(
                        "/v1/platform/spaces/" + id + "/webhook",
                        "{\"url\":\"https://a.url/\",\"secret\":\"1234567890123456\"}");
            }
            spaces.add(id);
        }
        learnIds(begun("POST", "/v1/tokens", owner, "{\"name\":\"x\"}", 201));
        learnIds(begun(
                "POST",
                "/v1/platform/events",
                platform,
                "{\"eventName\":\"call_started\",\"spaceId\":\"" + spaces.getFirst() + "\",\"roomId\":\"r\"}",
                202));
    }

    private void put(String path, String body) {
        begun("PUT", path, platform, body, 200);
    }

    private String begun(String method, String path, String token, String body, int status) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request + " " + sent, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(ApiDescription.Operation operation, Random random) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path(operation, random) + query(operation, random)));
        token(operation, random).ifPresent(token -> request.header("Authorization", token));
        if (random.nextInt(8) == 0) {
            request.header(
                    "Content-Type", pick(random, List.of("text/plain", "application/xml", "x", "a/b; charset=utf-7")));
            request.header("Accept", pick(random, List.of("text/html", "*/*;q=0", "x", "application/json")));
            request.header("Accept-Language", pick(random, List.of("ru", "en;q=2", "*", ",,", "ru;q=0.1,en;q=0.0001")));
        }
        byte[] body = body(operation, random);
        sent = new String(body, StandardCharsets.ISO_8859_1);
        return request.method(
                        operation.method(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
    }

    private Optional<String> token(ApiDescription.Operation operation, Random random) {
        boolean ofPlatform =
                operation.path().startsWith("/v1/platform/") || operation.path().equals("/v1/users");
        return switch (random.nextInt(20)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("Bearer " + (ofPlatform ? owner : platform));
            case 2 -> Optional.of("Bearer " + TestTokens.ofPerson("nobody", ServiceProfile.JWT_SECRET));
            case 3 ->
                Optional.of(pick(
                        random,
                        List.of("Bearer", "Bearer x.y.z", "Basic eDp5", "Basic %%%", "Digest x", "Bearer shp_x")));
            default -> Optional.of("Bearer " + (ofPlatform ? platform : owner));
        };
    }

    private String path(ApiDescription.Operation operation, Random random) {
        return Arrays.stream(operation.path().split("/", -1))
                .map(segment -> segment.startsWith("{") ? segment(segment, random) : segment)
                .collect(Collectors.joining("/"));
    }

    private String segment(String name, Random random) {
        if (random.nextInt(10) == 0) {
            return pick(
                    random,
                    List.of(
                            "x",
                            "0",
                            "-",
                            "_",
                            "a".repeat(64),
                            "a".repeat(65),
                            "a".repeat(1_900),
                            "%00",
                            "%E2%9C%93",
                            "a.b",
                            "a;b=c",
                            "~",
                            "00000000-0000-7000-8000-000000000000",
                            "%2e%2e"));
        }
        return switch (name) {
            case "{spaceId}" -> random.nextBoolean() ? spaces.getFirst() : pick(random, spaces);
            // a deleted person's tokens end: the owner stays
            case "{userId}" -> "fuzz-person-" + random.nextInt(5);
            default -> ids.isEmpty() ? "0" : pick(random, ids);
        };
    }

    private String query(ApiDescription.Operation operation, Random random) {
        List<String> pairs = new ArrayList<>();
        operation.parameters("query").forEach(parameter -> {
            if (random.nextInt(3) == 0) {
                JsonNode value = random.nextInt(3) == 0
                        ? NODES.textNode(pick(random, STRINGS))
                        : valid(parameter.path("schema"), random, 0);
                pairs.add(parameter.path("name").asText() + "=" + encoded(value.asText()));
            }
        });
        if (random.nextInt(30) == 0) {
            pairs.add(pick(
                    random, List.of("x=y", "limit=1&limit=2", "=", "&", "%", "a=%zz", "a=%00", "limit=%EF%BC%91")));
        }
        String query = String.join("&", pairs);
        // java.net.URI takes no stray percent sign; DoorTest sends those
        return query.isEmpty() ? "" : "?" + query.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private byte[] body(ApiDescription.Operation operation, Random random) {
        Optional<JsonNode> schema = operation.bodySchema();
        if (schema.isEmpty()) {
            return random.nextInt(5) == 0 ? bytes("{\"x\":") : new byte[0];
        }
        JsonNode body = operation
                .bodyExample()
                .filter(example -> random.nextInt(3) == 0)
                .orElseGet(() -> valid(schema.get(), random, 0))
                .deepCopy();
        if (random.nextBoolean()) {
            body = nearly(body, random);
        }
        byte[] bytes = bytes(print(body));
        return random.nextInt(6) == 0 ? broken(bytes, random) : bytes;
    }

    /** What the schema allows, as far as it says. */
    private JsonNode valid(JsonNode named, Random random, int depth) {
        JsonNode schema = description.resolved(named);
        if (schema.has("oneOf") || schema.has("anyOf")) {
            return valid(
                    pick(random, list(schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf"))),
                    random,
                    depth + 1);
        }
        if (schema.has("enum")) {
            return pick(random, list(schema.path("enum")));
        }
        List<JsonNode> examples = list(schema.path("examples"));
        if (!examples.isEmpty() && random.nextInt(4) != 0) {
            return pick(random, examples);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(0).asText() : type.asText()) {
            case "object" -> object(schema, random, depth);
            case "array" -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0 && depth < 5; i--) {
                    array.add(valid(schema.path("items"), random, depth + 1));
                }
                yield array;
            }
            case "integer", "number" -> NODES.numberNode(1 + random.nextInt(200));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> NODES.textNode(text(schema, random));
        };
    }

    private String text(JsonNode schema, Random random) {
        if (schema.path("format").asText().equals("date-time")) {
            return "2026-11-24T06:3" + random.nextInt(10) + ":00Z";
        }
        int longest = schema.path("maxLength").asInt(40);
        int shortest = schema.path("minLength").asInt(1);
        return "x".repeat(Math.max(shortest, Math.min(longest, 1 + random.nextInt(20))));
    }

    private ObjectNode object(JsonNode schema, Random random, int depth) {
        ObjectNode object = NODES.objectNode();
        List<String> required =
                list(schema.path("required")).stream().map(JsonNode::asText).toList();
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || random.nextBoolean()) {
                object.set(
                        property.getKey(),
                        special(property.getKey(), random)
                                .orElseGet(() -> valid(property.getValue(), random, depth + 1)));
            }
        });
        return object;
    }

    /** What a schema cannot say: which spaces there are, what a URL may be. */
    private Optional<JsonNode> special(String name, Random random) {
        return switch (name) {
            case "spaceId" -> Optional.of(NODES.textNode(pick(random, spaces)));
            case "ownerId" -> Optional.of(NODES.textNode(ownerId));
            case "url" ->
                Optional.of(NODES.textNode(
                        random.nextInt(4) == 0 ? pick(random, STRINGS) : "https://a.url/" + random.nextInt(9)));
            case "email" -> Optional.of(NODES.textNode("fuzz" + random.nextLong() + "@a.example"));
            case "client_id" -> Optional.of(NODES.textNode(ServiceProfile.PLATFORM_ID));
            case "client_secret" -> Optional.of(NODES.textNode(ServiceProfile.PLATFORM_SECRET));
            default -> Optional.empty();
        };
    }

    /** One thing changed, somewhere. */
    private static JsonNode nearly(JsonNode body, Random random) {
        if (body instanceof ArrayNode array && !array.isEmpty() && random.nextBoolean()) {
            int at = random.nextInt(array.size());
            array.set(at, nearly(array.get(at), random));
            return array;
        }
        if (!(body instanceof ObjectNode object)) {
            return pick(random, VALUES);
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() || random.nextInt(5) == 0
                ? pick(random, List.of("secret", "createdAt", "__proto__", "", "\ud800", "ф", "id", "x".repeat(5_000)))
                : pick(random, names);
        if (random.nextInt(4) == 0) {
            object.remove(name);
        } else {
            object.set(name, random.nextBoolean() ? NODES.textNode(pick(random, STRINGS)) : pick(random, VALUES));
        }
        return object;
    }

    private static byte[] broken(byte[] bytes, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, bytes.length == 0 ? 0 : random.nextInt(bytes.length));
            case 1 -> bytes("[".repeat(30_000));
            case 2 -> bytes(" ".repeat(70_000));
            case 3 -> new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '{', '}'};
            case 4 ->
                bytes(pick(
                        random,
                        List.of(
                                "NaN",
                                "01",
                                "1e999999999",
                                "{\"a\":1,\"a\":2}",
                                "{} x",
                                "'a'",
                                "/**/{}",
                                "grant_type=password&username=x",
                                "=",
                                "&&")));
            default -> {
                byte[] mutant = bytes.clone();
                for (int i = 0; i < 3 && mutant.length > 0; i++) {
                    mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
                }
                yield mutant;
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String print(JsonNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        return ApiDescription.elements(array).toList();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
