package dev.spacehook.cabinet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One notification in full.
 *
 * @param next when it is tried next; null where that is not planned
 * @param attempts newest first
 * @param body as it is signed
 * @param curl the command that sends it by hand; null without a webhook
 * @param poll where to look for news
 * @param canResend whether it can be sent again now
 */
public record DetailsView(
        String id,
        Rows.Row row,
        String occurred,
        @Nullable String next,
        List<Rows.AttemptRow> attempts,
        String body,
        @Nullable String curl,
        String poll,
        boolean canResend) {}
