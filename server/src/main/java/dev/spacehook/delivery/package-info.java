/** From an accepted event to its outcome: lanes, signing, the retry schedule, outcomes. */
@NullMarked
package dev.spacehook.delivery;

import org.jspecify.annotations.NullMarked;
