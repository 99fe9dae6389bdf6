/** Things that break while events flow, and what must be true afterwards. */
@NullMarked
package dev.spacehook.bench.chaos;

import org.jspecify.annotations.NullMarked;
