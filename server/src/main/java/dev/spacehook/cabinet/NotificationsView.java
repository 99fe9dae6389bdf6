package dev.spacehook.cabinet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the notifications' page that keep themselves up to date: the news above the chart, the list below it.
 *
 * @param poll where to look for news; null where the part stays as it is
 * @param why why nothing came, or that all is well
 * @param recovery what to send again now that the receiver is well; null: nothing
 * @param progress of what is being sent again; null: nothing is
 * @param cards calls; empty in the plain list
 * @param rows single notifications; empty where calls are shown
 * @param none what to say where there are none; null where there are some
 * @param older the next page; null at the end
 */
public record NotificationsView(
        @Nullable String poll,
        Why.Sentence why,
        @Nullable RecoveryOffer recovery,
        @Nullable String progress,
        List<Rows.Card> cards,
        List<Rows.Row> rows,
        @Nullable String none,
        @Nullable String older) {

    /** An offer to send again what was missed. */
    public record RecoveryOffer(String text, String from, String to) {}
}
