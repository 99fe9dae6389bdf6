/** Load, receivers that behave and misbehave, the report. */
package dev.spacehook.bench;
