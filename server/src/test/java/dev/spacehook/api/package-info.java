/** What all operations share at the door. */
@NullMarked
package dev.spacehook.api;

import org.jspecify.annotations.NullMarked;
