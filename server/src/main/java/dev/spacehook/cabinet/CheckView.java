package dev.spacehook.cabinet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of the receiver found.
 *
 * @param atOnce whether the page's script begins a check by itself
 * @param steps empty before a check
 * @param target the address that the receiver redirects to, if it can be the webhook's; else null
 */
public record CheckView(
        boolean atOnce, List<Step> steps, @Nullable String target) {

    static final CheckView ON_DEMAND = new CheckView(false, List.of(), null);
    static final CheckView AT_ONCE = new CheckView(true, List.of(), null);

    /** One step of the way. */
    public record Step(
            String name,
            String state,
            String tone,
            String text,
            @Nullable String hint) {}
}
