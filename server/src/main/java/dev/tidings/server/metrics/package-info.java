/** What a server counts, and how it is bound to Micrometer. Knows the hub, and nothing else of the server. */
@NullMarked
package dev.tidings.server.metrics;

import org.jspecify.annotations.NullMarked;
