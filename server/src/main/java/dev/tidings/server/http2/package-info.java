/** Connections of HTTP/2: many requests and streams on each. */
@NullMarked
package dev.tidings.server.http2;

import org.jspecify.annotations.NullMarked;
