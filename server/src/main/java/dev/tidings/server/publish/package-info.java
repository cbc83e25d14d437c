/** Publishing: from JSON, NDJSON or CloudEvents in a body to events in the hub. */
@NullMarked
package dev.tidings.server.publish;

import org.jspecify.annotations.NullMarked;
