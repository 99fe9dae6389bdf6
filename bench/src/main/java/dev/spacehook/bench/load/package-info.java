/** Those who send events and those who receive them, well or badly. */
@NullMarked
package dev.spacehook.bench.load;

import org.jspecify.annotations.NullMarked;
