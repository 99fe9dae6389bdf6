/** Data source, embedded PostgreSQL, migrations. */
@NullMarked
package dev.spacehook.storage;

import org.jspecify.annotations.NullMarked;
