/** The requests of one connection: how they are decoded, refused, routed and answered, and how one becomes a stream. */
@NullMarked
package dev.tidings.server.http;

import org.jspecify.annotations.NullMarked;
