package dev.tidings.log.rocksdb;

import dev.tidings.testkit.RetentionContract;

class RocksLogRetentionTest extends RetentionContract {
    RocksLogRetentionTest() {
        super(new RocksLogs());
    }
}
