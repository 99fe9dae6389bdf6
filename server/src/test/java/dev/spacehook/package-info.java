/** What suites of the whole service share. */
@NullMarked
package dev.spacehook;

import org.jspecify.annotations.NullMarked;
