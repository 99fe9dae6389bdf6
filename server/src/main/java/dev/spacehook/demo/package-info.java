/** What {@code ./run} shows: a call played through the public API to a receiver that verifies. */
@NullMarked
package dev.spacehook.demo;

import org.jspecify.annotations.NullMarked;
