/**
 * What a replay index is made of: for each attribute value and topic of one segment of a log, the list of the events that carry
 * it; and queries that intersect such lists by seeking, wherever they are kept.
 */
@NullMarked
package dev.tidings.hub.replay;

import org.jspecify.annotations.NullMarked;
