/** The only way out: URL rules, address guard, resolver, the guarded client. */
@NullMarked
package dev.spacehook.egress;

import org.jspecify.annotations.NullMarked;
