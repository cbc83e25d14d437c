package dev.tidings.log.rocksdb;

import dev.tidings.testkit.ReopeningContract;

class RocksLogReopeningTest extends ReopeningContract {
    RocksLogReopeningTest() {
        super(new RocksLogs());
    }
}
