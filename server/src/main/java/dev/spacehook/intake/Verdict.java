package dev.spacehook.intake;

import dev.spacehook.api.Problem;
import java.util.UUID;

/** What becomes of one event. */
sealed interface Verdict {

    /** Not decided yet. */
    record Open() implements Verdict {}

    /** Stored on disk, now or when its id was first used. */
    record Accepted(UUID id) implements Verdict {}

    /** Nothing stored, and nothing wrong: nobody is to be told. */
    record Ignored(String reason) implements Verdict {}

    /** Malformed, or in conflict with an earlier one. */
    record Rejected(Problem problem) implements Verdict {}

    record Unconfirmed() implements Verdict {}

    Verdict OPEN = new Open();
    Verdict UNCONFIRMED = new Unconfirmed();
}
