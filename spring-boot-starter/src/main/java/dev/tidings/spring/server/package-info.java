/** The server of Tidings on a port of its own, beside the application's. */
@NullMarked
package dev.tidings.spring.server;

import org.jspecify.annotations.NullMarked;
