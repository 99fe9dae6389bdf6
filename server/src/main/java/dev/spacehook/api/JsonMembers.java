package dev.spacehook.api;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, asked for one by one. What has been asked for is known; {@link #refuseUnknown()} then
 * refuses the rest. A wrong type is 422 {@code bad_field} with the member's name; {@code null} counts as absent. Not
 * thread-safe.
 */
public final class JsonMembers {

    private static final int LONGEST_PRINTED_NAME = 64;

    private final Map<String, @Nullable Object> members;
    private final Set<String> known = new HashSet<>();

    JsonMembers(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /**
     * A string that must be there.
     *
     * @param min least length, in UTF-16 units
     * @param max greatest length, in UTF-16 units
     */
    public String string(String name, int min, int max) {
        return required(name, optionalString(name, min, max));
    }

    /** As {@link #string}, or null where the member is absent. */
    public @Nullable String optionalString(String name, int min, int max) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            throw Problem.badField(name, "string");
        }
        if (text.length() < min || text.length() > max) {
            throw Problem.badField(name, "length", String.valueOf(min), String.valueOf(max));
        }
        return text;
    }

    public @Nullable Boolean optionalBoolean(String name) {
        Object value = value(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw Problem.badField(name, "boolean");
    }

    /** A whole number, or null where the member is absent. */
    public @Nullable Long optionalLong(String name, long min, long max) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Long number) || number < min || number > max) {
            throw Problem.badField(name, "number", String.valueOf(min), String.valueOf(max));
        }
        return number;
    }

    /** An array, its items as {@link StrictJson#value} has them; null where the member is absent. */
    @SuppressWarnings("unchecked")
    public @Nullable List<@Nullable Object> optionalList(String name) {
        Object value = value(name);
        if (value == null || value instanceof List) {
            return (List<@Nullable Object>) value;
        }
        throw Problem.badField(name, "list");
    }

    /** The member as {@link StrictJson#value} has it; null where it is absent or {@code null}. */
    public @Nullable Object value(String name) {
        known.add(name);
        return members.get(name);
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public Set<String> names() {
        return members.keySet();
    }

    /** Accepts members that the documentation prints and this service does not use, whatever they hold. */
    public JsonMembers ignoring(String... names) {
        known.addAll(Arrays.asList(names));
        return this;
    }

    /** Refuses, by name, the first member that was neither asked for nor ignored. */
    public void refuseUnknown() {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw Problem.badField(printable(name), "unknown");
            }
        }
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw Problem.badField(name, "missing");
        }
        return value;
    }

    /** A stranger's name, cut for the answer that repeats it. */
    static String printable(String name) {
        if (name.length() <= LONGEST_PRINTED_NAME) {
            return name;
        }
        int end = LONGEST_PRINTED_NAME - (Character.isHighSurrogate(name.charAt(LONGEST_PRINTED_NAME - 1)) ? 1 : 0);
        return name.substring(0, end) + "…";
    }

    /** Names only: values may be secret. */
    @Override
    public String toString() {
        return members.keySet().toString();
    }
}
