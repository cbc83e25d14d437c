/** Typed events on a hub, and listeners to them inside the JVM. */
@NullMarked
package dev.tidings.emitter;

import org.jspecify.annotations.NullMarked;
