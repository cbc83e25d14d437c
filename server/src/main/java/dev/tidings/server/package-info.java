/** A hub over HTTP: event streams out, events in. */
@NullMarked
package dev.tidings.server;

import org.jspecify.annotations.NullMarked;
