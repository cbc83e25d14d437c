/** The durable log: events, their replay index and what else must survive, in one RocksDB folder. */
@NullMarked
package dev.tidings.log.rocksdb;

import org.jspecify.annotations.NullMarked;
