/** What is accepted is written here first: group commit, what waits in {@code due}, the sweep, partitions. */
@NullMarked
package dev.spacehook.journal;

import org.jspecify.annotations.NullMarked;
