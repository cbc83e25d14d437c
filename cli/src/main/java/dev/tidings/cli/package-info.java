/** The {@code tidings} command. */
@NullMarked
package dev.tidings.cli;

import org.jspecify.annotations.NullMarked;
