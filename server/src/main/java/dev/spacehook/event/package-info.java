/** What happens in a room. */
@NullMarked
package dev.spacehook.event;

import org.jspecify.annotations.NullMarked;
