/** Who may use a server. */
@NullMarked
package dev.tidings.server.access;

import org.jspecify.annotations.NullMarked;
