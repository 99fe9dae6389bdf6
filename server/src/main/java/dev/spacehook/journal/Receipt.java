package dev.spacehook.journal;

import java.util.UUID;

/** What became of one event handed to the journal. */
public sealed interface Receipt {

    /** Stored on disk under this id, now or when the same key was first used. */
    record Stored(UUID id) implements Receipt {}

    /** Its key was used before for other content; nothing was stored. */
    record KeyConflict() implements Receipt {}

    /** The database refuses it, and would again. */
    record Refused() implements Receipt {}

    /** Not confirmed: nothing was kept, or the outcome of the commit is unknown. */
    record Unconfirmed() implements Receipt {}

    Receipt UNCONFIRMED = new Unconfirmed();
    Receipt REFUSED = new Refused();
    Receipt KEY_CONFLICT = new KeyConflict();
}
