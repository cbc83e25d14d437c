/** The text/event-stream format, in both directions. */
@NullMarked
package dev.tidings.sse;

import org.jspecify.annotations.NullMarked;
