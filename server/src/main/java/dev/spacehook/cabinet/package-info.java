/** The owner's cabinet: the pages. They call the use cases of the other packages, never their stores. */
@NullMarked
package dev.spacehook.cabinet;

import org.jspecify.annotations.NullMarked;
