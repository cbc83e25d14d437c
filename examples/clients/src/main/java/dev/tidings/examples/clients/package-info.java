/** Subscribers that are built with other libraries than Tidings: docs/clients.md shows them. */
@NullMarked
package dev.tidings.examples.clients;

import org.jspecify.annotations.NullMarked;
