package dev.tidings.log.rocksdb;

import dev.tidings.testkit.EventLogContract;

class RocksLogTest extends EventLogContract {
    RocksLogTest() {
        super(new RocksLogs());
    }
}
