/** Speaks HTTP to a running service, knowing only what its contract says: for the command line and the demo. */
@NullMarked
package dev.spacehook.client;

import org.jspecify.annotations.NullMarked;
