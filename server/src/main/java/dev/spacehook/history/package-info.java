/** The delivery history: reading it, sending again, the webhook's state. */
@NullMarked
package dev.spacehook.history;

import org.jspecify.annotations.NullMarked;
