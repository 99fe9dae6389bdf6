/** The command line: starts the service or the demo, and speaks HTTP to a running service. */
@NullMarked
package dev.spacehook.cli;

import org.jspecify.annotations.NullMarked;
