/** Open streams: how events become bytes on a socket, and how a stream lives and ends. */
@NullMarked
package dev.tidings.server.stream;

import org.jspecify.annotations.NullMarked;
