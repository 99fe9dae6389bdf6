package dev.spacehook.webhook;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import org.jspecify.annotations.Nullable;

/** The members of requests about webhooks. {@code null} is no value of any of them. */
final class WebhookMembers {

    /** More than any URL that the rules accept, so that they are the ones to refuse, and to say why. */
    private static final int LONGEST_URL = 65_536;

    private static final int SHORTEST_SECRET = 16;
    private static final int LONGEST_SECRET = 256;

    private WebhookMembers() {}

    /** Null where it is absent. */
    static @Nullable String url(JsonMembers members) {
        refuseNull(members, "url", "string");
        return members.optionalString("url", 0, LONGEST_URL);
    }

    /** Null where it is absent. */
    static @Nullable Boolean isActive(JsonMembers members) {
        refuseNull(members, "isActive", "boolean");
        return members.optionalBoolean("isActive");
    }

    /** A secret made elsewhere. */
    static WebhookSecret secret(JsonMembers members) {
        String value = members.string("secret", SHORTEST_SECRET, LONGEST_SECRET);
        if (!value.codePoints().allMatch(WebhookMembers::isPrintable)) {
            throw Problem.badField("secret", "printable");
        }
        return new WebhookSecret(value);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void refuseNull(JsonMembers members, String name, String reason) {
        if (members.has(name) && members.value(name) == null) {
            throw Problem.badField(name, reason);
        }
    }
}
