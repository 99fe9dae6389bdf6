/** What is measured, and the report. */
@NullMarked
package dev.spacehook.bench.speed;

import org.jspecify.annotations.NullMarked;
