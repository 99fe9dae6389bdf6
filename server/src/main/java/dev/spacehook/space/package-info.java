/** Spaces, their plans and owners, and the platform's operations on them. */
@NullMarked
package dev.spacehook.space;

import org.jspecify.annotations.NullMarked;
