/** A space's webhook: its URL, secret and switch; the documented operations; what nodes keep of it in memory. */
@NullMarked
package dev.spacehook.webhook;

import org.jspecify.annotations.NullMarked;
