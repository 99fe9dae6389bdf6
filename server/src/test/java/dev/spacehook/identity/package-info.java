/** People, API clients, tokens. */
@NullMarked
package dev.spacehook.identity;

import org.jspecify.annotations.NullMarked;
