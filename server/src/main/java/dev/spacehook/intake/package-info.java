/** Where the platform hands over its events: validation, and what is ignored and why. */
@NullMarked
package dev.spacehook.intake;

import org.jspecify.annotations.NullMarked;
