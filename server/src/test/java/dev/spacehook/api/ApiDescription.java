package dev.spacehook.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The API document that the running service publishes, as something to test the service by. */
public final class ApiDescription {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode document;

    private ApiDescription(JsonNode document) {
        this.document = document;
    }

    /** One operation. */
    public record Operation(String method, String path, JsonNode node) {

        public String id() {
            return node.path("operationId").asText();
        }

        /** Its parameters in {@code path} or {@code query}. */
        public Stream<JsonNode> parameters(String in) {
            return elements(node.path("parameters"))
                    .filter(parameter -> parameter.path("in").asText().equals(in));
        }

        public Optional<JsonNode> bodySchema() {
            JsonNode content = node.at("/requestBody/content");
            return content.isEmpty()
                    ? Optional.empty()
                    : Optional.of(content.elements().next().path("schema"));
        }

        /** A body that the document shows for it. */
        public Optional<JsonNode> bodyExample() {
            JsonNode content = node.at("/requestBody/content");
            return StreamSupport.stream(content.spliterator(), false)
                    .flatMap(media -> elements(media.path("examples")).map(example -> example.path("value")))
                    .findFirst()
                    .map(value -> value.isTextual() ? parse(value.asText()) : value);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static ApiDescription of(URI base) {
        try (var in = base.resolve("/doc/openapi.json").toURL().openStream()) {
            return new ApiDescription(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> operations.add(new Operation(
                                entry.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), entry.getValue()))));
        return operations;
    }

    /** The schema itself, where it is named elsewhere. */
    public JsonNode resolved(JsonNode schema) {
        JsonNode at = schema;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    /** How an answer differs from what the document says of the operation; empty if it does not. */
    public String difference(Operation operation, int status, String contentType, String body) {
        JsonNode response = operation.node().path("responses").path(Integer.toString(status));
        if (response.isMissingNode()) {
            return "no answer " + status + " is described";
        }
        JsonNode content = response.path("content");
        if (content.isEmpty()) {
            return body.isEmpty() ? "" : status + " is described without a body";
        }
        String media = contentType.replaceFirst(";.*", "");
        if (!content.has(media)) {
            return status + " is not described as " + contentType;
        }
        JsonNode value = parse(body);
        String code = value.path("code").asText();
        String described = response.path("description").asText();
        if (media.equals(Problems.MEDIA_TYPE) && !described.contains(code)) {
            return status + " does not name the code " + code + ": " + described;
        }
        return difference(content.path(media).path("schema"), value, "");
    }

    private String difference(JsonNode named, JsonNode value, String at) {
        JsonNode schema = resolved(named);
        for (JsonNode part : schema.path("allOf")) {
            String difference = difference(part, value, at);
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        JsonNode choices = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
        if (!choices.isEmpty()) {
            return elements(choices)
                            .anyMatch(choice -> difference(choice, value, at).isEmpty())
                    ? ""
                    : at + ": none of the choices: " + value;
        }
        if (!isOfType(schema.path("type"), value)) {
            return at + " is " + value.getNodeType() + ", not " + schema.path("type");
        }
        if (schema.has("enum") && elements(schema.path("enum")).noneMatch(value::equals)) {
            return at + ": not among the values: " + value;
        }
        return value.isObject() ? membersDifference(schema, value, at) : elementsDifference(schema, value, at);
    }

    private String membersDifference(JsonNode schema, JsonNode value, String at) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                return at + " lacks " + required;
            }
        }
        JsonNode any = schema.path("additionalProperties");
        for (var member : value.properties()) {
            JsonNode described = schema.path("properties").path(member.getKey());
            if (described.isMissingNode() && any.isMissingNode()) {
                return at + " has " + member.getKey() + ", which is not described";
            }
            String difference = difference(
                    described.isMissingNode() ? any : described, member.getValue(), at + "/" + member.getKey());
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        return "";
    }

    private String elementsDifference(JsonNode schema, JsonNode value, String at) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                String difference = difference(schema.path("items"), element, at + "/*");
                if (!difference.isEmpty()) {
                    return difference;
                }
            }
        }
        return "";
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return elements(type).anyMatch(one -> isOfType(one, value));
        }
        return switch (type.asText()) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            default -> true;
        };
    }

    public static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
