package dev.tidings.log.rocksdb;

import dev.tidings.testkit.ReplayIndexContract;

/** The contract again with so many segments that nearly all lists are read from the disk. */
class StoredListsTest extends ReplayIndexContract {
    StoredListsTest() {
        super(new RocksLogs(48 << 10));
    }
}
