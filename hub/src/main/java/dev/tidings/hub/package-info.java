/** The hub: publish and subscribe. Audiences, shards and subscribers as cursors over a log. */
@NullMarked
package dev.tidings.hub;

import org.jspecify.annotations.NullMarked;
