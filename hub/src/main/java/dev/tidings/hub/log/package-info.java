/**
 * The log: one totally ordered, retained sequence of events, what replays from it, and the newest part of it in memory.
 * {@link dev.tidings.hub.log.EventLog} is what storage implements.
 */
@NullMarked
package dev.tidings.hub.log;

import org.jspecify.annotations.NullMarked;
