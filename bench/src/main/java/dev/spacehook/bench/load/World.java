package dev.spacehook.bench.load;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Spaces with webhooks, and the events that happen in their rooms. Immutable. */
public final class World {

    private static final String OWNER = "62a09fc702f86ce37a93ffff";
    private static final String SECRET = "g7r0gOSKiQ59prCGXo1H50PACb5ca1mD";

    private final List<String> spaces;

    private World(List<String> spaces) {
        this.spaces = spaces;
    }

    /**
     * Brings an owner, that many spaces and their webhooks over to the service.
     *
     * @param prefix begins the spaces' ids, 8 hex digits
     * @param url of the webhook of each
     */
    public static World create(Api api, String prefix, int count, IntFunction<String> url) {
        api.put("/v1/platform/users/" + OWNER, Map.of("email", "owner@bench.example", "username", "owner"));
        World world = of(prefix, count);
        for (int i = 0; i < count; i++) {
            api.put(
                    "/v1/platform/spaces/" + world.space(i),
                    Map.of("ownerId", OWNER, "plan", "team", "name", "Space " + i));
            world.webhook(api, i, url.apply(i), true);
        }
        return world;
    }

    /** The spaces that {@link #create} made with these arguments. */
    public static World of(String prefix, int count) {
        return new World(
                IntStream.range(0, count).mapToObj(i -> prefix + hex(i, 16)).toList());
    }

    /** Sets the webhook of one space. */
    public void webhook(Api api, int space, String url, boolean isActive) {
        api.put(
                "/v1/platform/spaces/" + spaces.get(space) + "/webhook",
                Map.of("url", url, "secret", SECRET, "isActive", isActive));
    }

    public int size() {
        return spaces.size();
    }

    public String space(int i) {
        return spaces.get(i);
    }

    /** The n-th event: spaces one after the other, each with many rooms, {@code n} as the recording's id. */
    public String event(long n) {
        return event((int) (n % spaces.size()), n);
    }

    /** The n-th event, of a given space. */
    public String event(int space, long n) {
        return "{\"eventName\":\"record_finished\",\"spaceId\":\"" + spaces.get(space) + "\",\"roomId\":\""
                + hex(n / spaces.size() % 97, 24) + "\",\"recordId\":\"" + recordId(n) + "\"}";
    }

    /** An array of that many events, from the n-th on. */
    public String array(long n, int count) {
        return LongStream.range(n, n + count).mapToObj(this::event).collect(Collectors.joining(",", "[", "]"));
    }

    /** 24 hex digits that hold {@code n}. */
    public static String recordId(long n) {
        return hex(n, 24);
    }

    private static String hex(long n, int digits) {
        String all = "00000000" + HexFormat.of().toHexDigits(n);
        return all.substring(all.length() - digits);
    }
}
