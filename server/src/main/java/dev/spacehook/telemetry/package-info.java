/** Metrics, health, log lines. */
@NullMarked
package dev.spacehook.telemetry;

import org.jspecify.annotations.NullMarked;
