package dev.spacehook.cabinet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a receiver computes another signature than it was sent, by computing what the usual mistakes would give.
 * What the request, the present secret and the receiver's result do not tell is not guessed. Stateless.
 */
final class SignatureDoctor {

    private static final ObjectMapper JSON = Signing.JSON;
    private static final HexFormat HEX = HexFormat.of();
    private static final int MOST_MEMBERS = 5;

    /** What is the matter; each has a text {@code doctor_<name>}. */
    enum Finding {
        /** Both agree. */
        RIGHT,
        /** What was pasted is not a notification: no JSON object with {@code signature} and {@code body}. */
        NOT_A_NOTIFICATION,
        /** The right digest, in capitals. */
        UPPER_CASE,
        /** The right digest, as base64. */
        BASE64,
        WHOLE_REQUEST,
        WHITE_SPACE,
        ESCAPED,
        MEMBER_ORDER,
        /** HMAC with the secret decoded as hex or base64 first. */
        DECODED_KEY,
        /** The secret with white space around it. */
        PADDED_KEY,
        /** A plain digest, or an HMAC with another hash. */
        ALGORITHM,
        /** The signature of Standard Webhooks, or what it is computed over. */
        STANDARD_WEBHOOKS,
        /** The key that the receiver says it uses explains its result, and is not the present secret. */
        OTHER_KEY,
        /** The receiver's result is the signature it was sent, but not that of the present secret. */
        SENT_UNDER_OLD_KEY,
        /** The notification fits the present secret; the receiver's result fits nothing that is tried here. */
        UNKNOWN_TEXT_OR_KEY,
        /** Neither the signature sent nor the result fits: the body was changed, or both are of an older secret. */
        BODY_OR_KEY_CHANGED
    }

    /**
     * @param expected what the receiver should compute; null where there is no body
     * @param signed the exact text to sign; null where there is no body
     */
    record Diagnosis(
            Finding finding,
            @Nullable String expected,
            @Nullable String signed) {}

    private final String secret;
    private final String request;
    private final String computed;
    private final String usedKey;

    /**
     * @param secret the present one
     * @param request the body of the request as the receiver got it
     * @param computed the receiver's result
     * @param usedKey the key that the receiver uses; empty where it is not said
     */
    SignatureDoctor(String secret, String request, String computed, String usedKey) {
        this.secret = secret;
        this.request = request;
        this.computed = computed.strip();
        this.usedKey = usedKey;
    }

    Diagnosis examine() {
        JsonNode notification = parsed(request);
        JsonNode body = notification == null ? null : notification.get("body");
        String sent = notification == null ? "" : notification.path("signature").asText();
        if (body == null || !body.isObject() || sent.isEmpty()) {
            return new Diagnosis(Finding.NOT_A_NOTIFICATION, null, null);
        }
        String signed = printed(body);
        String expected = hex(hmac(secret, signed));
        return new Diagnosis(finding((ObjectNode) body, signed, expected, sent), expected, signed);
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private Finding finding(ObjectNode body, String signed, String expected, String sent) {
        if (computed.equals(expected)) {
            return sent.equals(expected) ? Finding.RIGHT : Finding.BODY_OR_KEY_CHANGED;
        }
        return mistake(body, signed, secret)
                .or(() -> otherKey(body, signed))
                .orElseGet(() -> unexplained(expected, sent));
    }

    private Finding unexplained(String expected, String sent) {
        if (sent.equals(expected)) {
            return Finding.UNKNOWN_TEXT_OR_KEY;
        }
        return computed.equalsIgnoreCase(sent) ? Finding.SENT_UNDER_OLD_KEY : Finding.BODY_OR_KEY_CHANGED;
    }

    private Optional<Finding> otherKey(ObjectNode body, String signed) {
        if (usedKey.isEmpty() || usedKey.equals(secret)) {
            return Optional.empty();
        }
        if (usedKey.strip().equals(secret)) {
            return isDigestOf(hmac(usedKey, signed)) ? Optional.of(Finding.PADDED_KEY) : Optional.empty();
        }
        boolean explains = isDigestOf(hmac(usedKey, signed))
                || mistake(body, signed, usedKey).isPresent();
        return explains ? Optional.of(Finding.OTHER_KEY) : Optional.empty();
    }

    /** The mistake that, made with this key, gives the receiver's result. */
    private Optional<Finding> mistake(ObjectNode body, String signed, String key) {
        byte[] right = hmac(key, signed);
        if (computed.equals(hex(right).toUpperCase(Locale.ROOT))) {
            return Optional.of(Finding.UPPER_CASE);
        }
        if (isBase64Of(right)) {
            return Optional.of(Finding.BASE64);
        }
        return otherText(body, key).or(() -> otherComputation(signed, key));
    }

    private Optional<Finding> otherText(ObjectNode body, String key) {
        return texts(body).entrySet().stream()
                .filter(text -> isDigestOf(hmac(key, text.getKey())))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What else is signed by mistake, each with the mistake's name. */
    private Map<String, Finding> texts(ObjectNode body) {
        Map<String, Finding> texts = new LinkedHashMap<>();
        whole(texts);
        String compact = printed(body);
        for (String spaced : spaced(body)) {
            texts.putIfAbsent(spaced, Finding.WHITE_SPACE);
        }
        texts.putIfAbsent(escaped(compact), Finding.ESCAPED);
        texts.putIfAbsent(compact.replace("/", "\\/"), Finding.ESCAPED);
        for (ObjectNode other : orders(body)) {
            texts.putIfAbsent(printed(other), Finding.MEMBER_ORDER);
            spaced(other).forEach(spaced -> texts.putIfAbsent(spaced, Finding.MEMBER_ORDER));
        }
        texts.remove(compact);
        return texts;
    }

    private void whole(Map<String, Finding> texts) {
        texts.put(request, Finding.WHOLE_REQUEST);
        texts.putIfAbsent(request.strip(), Finding.WHOLE_REQUEST);
        JsonNode notification = parsed(request);
        if (notification != null) {
            texts.putIfAbsent(printed(notification), Finding.WHOLE_REQUEST);
            spaced(notification).forEach(spaced -> texts.putIfAbsent(spaced, Finding.WHOLE_REQUEST));
            texts.putIfAbsent("{\"body\":" + printed(notification.path("body")) + "}", Finding.WHOLE_REQUEST);
        }
    }

    /** As other languages print JSON by default, and with line ends behind. */
    private static List<String> spaced(JsonNode node) {
        String compact = printed(node);
        return List.of(
                indented(node, "  "),
                indented(node, "    "),
                indented(node, "\t"),
                python(node),
                compact + "\n",
                compact + "\r\n",
                " " + compact,
                compact + " ");
    }

    private static String indented(JsonNode node, String indent) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter(indent, "\n"))
                .withSeparators(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        return write(JSON.writer(printer)::writeValueAsString, node);
    }

    /** {@code json.dumps} without separators: a space behind each colon and comma. */
    private static String python(JsonNode node) {
        if (!node.isObject()) {
            return printed(node);
        }
        List<String> members = new ArrayList<>();
        node.properties()
                .forEach(member ->
                        members.add(printed(JSON.valueToTree(member.getKey())) + ": " + python(member.getValue())));
        return "{" + String.join(", ", members) + "}";
    }

    /** Everything beyond ASCII as {@code \\uXXXX}. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c < 0x80 ? "" + (char) c : String.format("\\u%04x", c)));
        return escaped.toString();
    }

    /** The same members in every other order; too many members have too many orders. */
    private static List<ObjectNode> orders(ObjectNode body) {
        Map<String, JsonNode> members = new TreeMap<>();
        body.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        List<ObjectNode> orders = new ArrayList<>();
        if (members.size() <= MOST_MEMBERS) {
            permute(members, List.of(), orders);
        }
        return orders;
    }

    private static void permute(
            Map<String, JsonNode> rest, List<Map.Entry<String, JsonNode>> taken, List<ObjectNode> to) {
        if (rest.isEmpty()) {
            ObjectNode node = JSON.createObjectNode();
            taken.forEach(member -> node.set(member.getKey(), member.getValue()));
            to.add(node);
        }
        rest.forEach((name, value) -> {
            Map<String, JsonNode> without = new TreeMap<>(rest);
            without.remove(name);
            List<Map.Entry<String, JsonNode>> with = new ArrayList<>(taken);
            with.add(Map.entry(name, value));
            permute(without, with, to);
        });
    }

    private Optional<Finding> otherComputation(String signed, String key) {
        if (decodedKeys(key).stream().anyMatch(decoded -> isDigestOf(Signing.hmacSha256(decoded, signed)))) {
            return Optional.of(Finding.DECODED_KEY);
        }
        if (List.of(key + "\n", key + "\r\n", key + " ", " " + key).stream()
                .anyMatch(padded -> isDigestOf(hmac(padded, signed)))) {
            return Optional.of(Finding.PADDED_KEY);
        }
        if (otherAlgorithms(signed, key).stream().anyMatch(this::isDigestOf)) {
            return Optional.of(Finding.ALGORITHM);
        }
        return computed.startsWith("v1,") ? Optional.of(Finding.STANDARD_WEBHOOKS) : Optional.empty();
    }

    private static List<byte[]> decodedKeys(String key) {
        List<byte[]> keys = new ArrayList<>();
        keys.add(("whsec_" + key).getBytes(StandardCharsets.UTF_8));
        keys.add(Base64.getEncoder().encode(key.getBytes(StandardCharsets.UTF_8)));
        try {
            keys.add(Base64.getDecoder().decode(key));
        } catch (IllegalArgumentException e) {
            // not base64: nobody can have decoded it
        }
        if (key.length() % 2 == 0 && key.matches("[0-9a-fA-F]+")) {
            keys.add(HEX.parseHex(key));
        }
        keys.removeIf(decoded -> decoded.length == 0);
        return keys;
    }

    private static List<byte[]> otherAlgorithms(String signed, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return List.of(
                digest(key + signed),
                digest(signed + key),
                digest(signed),
                Signing.hmac("HmacSHA1", bytes, signed),
                Signing.hmac("HmacSHA384", bytes, signed),
                Signing.hmac("HmacSHA512", bytes, signed),
                Signing.hmac("HmacMD5", bytes, signed),
                Signing.hmacSha256(signed.getBytes(StandardCharsets.UTF_8), key));
    }

    private boolean isDigestOf(byte[] digest) {
        return computed.equalsIgnoreCase(hex(digest)) || isBase64Of(digest);
    }

    private boolean isBase64Of(byte[] digest) {
        String standard = Base64.getEncoder().encodeToString(digest);
        return computed.equals(standard)
                || computed.equals(standard.replace("=", ""))
                || computed.equals(Base64.getUrlEncoder().encodeToString(digest))
                || computed.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    private static byte[] hmac(String key, String text) {
        return Signing.hmacSha256(key.getBytes(StandardCharsets.UTF_8), text);
    }

    private static String hex(byte[] digest) {
        return HEX.formatHex(digest);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String printed(JsonNode node) {
        return write(JSON::writeValueAsString, node);
    }

    private interface Printer {
        String print(JsonNode node) throws JsonProcessingException;
    }

    private static String write(Printer printer, JsonNode node) {
        try {
            return printer.print(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be printed", e);
        }
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "SignatureDoctor";
    }
}
