/** A hub over HTTP, event streams out, events in: what an application starts, and how it is put together. */
@NullMarked
package dev.tidings.server;

import org.jspecify.annotations.NullMarked;
