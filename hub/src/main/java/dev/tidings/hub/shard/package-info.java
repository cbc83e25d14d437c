/**
 * What serves subscribers: shards, their audiences, and subscribers as cursors over the log. A transport implements
 * {@link dev.tidings.hub.shard.Subscriber} and {@link dev.tidings.hub.shard.Encoding} and lends its event loops.
 */
@NullMarked
package dev.tidings.hub.shard;

import org.jspecify.annotations.NullMarked;
