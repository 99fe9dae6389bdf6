/** The cabinet over HTTP and in a real browser. */
@NullMarked
package dev.spacehook.cabinet;

import org.jspecify.annotations.NullMarked;
