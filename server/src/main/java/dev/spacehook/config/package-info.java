/** The settings a process starts with, read from SPACEHOOK_ names. */
@NullMarked
package dev.spacehook.config;

import org.jspecify.annotations.NullMarked;
