/**
 * What a client of a stream is to get, and what every transport writes of it: a stream's description, its first blocks, and its
 * encoding.
 */
@NullMarked
package dev.tidings.hub.stream;

import org.jspecify.annotations.NullMarked;
