/** Measurements of matching and encoding. */
@NullMarked
package dev.tidings.bench;

import org.jspecify.annotations.NullMarked;
