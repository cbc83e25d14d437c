/** Publishing: from JSON or NDJSON in a body to events in the hub. */
@NullMarked
package dev.tidings.server.publish;

import org.jspecify.annotations.NullMarked;
