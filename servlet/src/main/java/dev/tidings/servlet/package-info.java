/** Streams of a hub in a servlet container: asynchronous, non-blocking, a few threads for all of them. */
@NullMarked
package dev.tidings.servlet;

import org.jspecify.annotations.NullMarked;
