/** What all operations share at the door: refusals, strict JSON, languages. */
@NullMarked
package dev.spacehook.api;

import org.jspecify.annotations.NullMarked;
