/** TLS in front of HTTP: certificates, and which HTTP is spoken. */
@NullMarked
package dev.tidings.server.tls;

import org.jspecify.annotations.NullMarked;
