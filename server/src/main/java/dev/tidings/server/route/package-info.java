/** From the head of a request to what it comes to. */
@NullMarked
package dev.tidings.server.route;

import org.jspecify.annotations.NullMarked;
