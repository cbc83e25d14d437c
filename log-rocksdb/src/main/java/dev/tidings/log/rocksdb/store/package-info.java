/** What lies in a log's folder: files, keys and values, and how they are written and read. Knows nothing of who does so, and when. */
@NullMarked
package dev.tidings.log.rocksdb.store;

import org.jspecify.annotations.NullMarked;
