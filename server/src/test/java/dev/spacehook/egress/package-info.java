/** Tests of the only way out. */
@NullMarked
package dev.spacehook.egress;

import org.jspecify.annotations.NullMarked;
