/** Subscribing: how endpoints are configured, and what a request to one asks of the hub. */
@NullMarked
package dev.tidings.server.subscribe;

import org.jspecify.annotations.NullMarked;
