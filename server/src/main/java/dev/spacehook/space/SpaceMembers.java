package dev.spacehook.space;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.identity.Ids;
import org.jspecify.annotations.Nullable;

/** The members of requests about spaces. */
final class SpaceMembers {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_DESCRIPTION = 10_000;
    private static final int LONGEST_PLAN = 64;

    private SpaceMembers() {}

    static String name(JsonMembers members) {
        return members.string("name", 1, LONGEST_NAME);
    }

    static @Nullable String optionalName(JsonMembers members) {
        return members.optionalString("name", 1, LONGEST_NAME);
    }

    static boolean isPublic(JsonMembers members) {
        return Boolean.TRUE.equals(members.optionalBoolean("isPublic"));
    }

    static @Nullable String description(JsonMembers members) {
        return members.optionalString("description", 0, LONGEST_DESCRIPTION);
    }

    static String ownerId(JsonMembers members) {
        return Ids.require("ownerId", members.string("ownerId", 1, 64));
    }

    /** White space around a plan would make it another plan, free ones paid ones. */
    static String plan(JsonMembers members) {
        String plan = members.string("plan", 1, LONGEST_PLAN);
        if (!plan.equals(plan.strip()) || plan.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badField("plan", "plan");
        }
        return plan;
    }
}
