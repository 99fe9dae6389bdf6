/** Processes and the machine they run on: the service, PostgreSQL, nginx, and what they use. */
@NullMarked
package dev.spacehook.bench.machine;

import org.jspecify.annotations.NullMarked;
