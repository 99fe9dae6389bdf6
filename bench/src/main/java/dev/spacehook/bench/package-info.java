/** Where {@code ./spacehook bench} begins: its commands and options. */
@NullMarked
package dev.spacehook.bench;

import org.jspecify.annotations.NullMarked;
