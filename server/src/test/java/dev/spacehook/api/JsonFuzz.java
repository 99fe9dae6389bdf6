package dev.spacehook.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bodies that are almost JSON: whatever comes in, a refusal, or the value that another parser reads too. */
public final class JsonFuzz implements Consumer<Random> {

    private final ObjectMapper other = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Override
    public void accept(Random random) {
        byte[] body = mutate(random, sample(random));
        Object value;
        try {
            value = StrictJson.value(body);
        } catch (Problem refused) {
            assertThat(refused.code()).isEqualTo(Problem.Code.BAD_JSON);
            return;
        }
        assertThat(plain(value)).isEqualTo(plain(readBy(other, body)));
    }

    private static @Nullable Object readBy(ObjectMapper other, byte[] body) {
        try {
            return other.readValue(body, Object.class);
        } catch (IOException e) {
            throw new AssertionError("accepted what another parser refuses", e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case JsonMembers members -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                members.names().forEach(name -> map.put(name, plain(members.value(name))));
                yield map;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((name, item) -> copy.put((String) name, plain(item)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(plain(item)));
                yield copy;
            }
            case Number number -> number.doubleValue();
            case null, default -> value;
        };
    }

    private static String sample(Random random) {
        String[] samples = {
            "{\"url\":\"https://some.url/\",\"isActive\":true,\"n\":[0,-1.5e3,12345678901234567890]}",
            "[{\"eventName\":\"call_started\",\"x\":{\"y\":null}},{\"a\":\"\\u00e9\\ud83d\\ude00\"}]",
            "{\"é\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\":{},\"l\":[[[]]]}"
        };
        return samples[random.nextInt(samples.length)];
    }

    private static byte[] mutate(Random random, String sample) {
        byte[] body = sample.getBytes(StandardCharsets.UTF_8);
        String interesting = "{}[]\",:\\u0eE+-.19 \n\t/*'\0";
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(body.length);
            body[at] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) interesting.charAt(random.nextInt(interesting.length()));
        }
        int end = random.nextInt(5) == 0 ? random.nextInt(body.length) : body.length;
        return Arrays.copyOf(body, end);
    }
}
