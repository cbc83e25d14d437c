/** From an event to those who want it, by hash look-ups: the cost grows with the matches, never with the subscribers. */
@NullMarked
package dev.tidings.hub.match;

import org.jspecify.annotations.NullMarked;
