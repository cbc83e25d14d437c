package dev.tidings.log.rocksdb;

import dev.tidings.testkit.ReplayIndexContract;

class RocksLogReplayIndexTest extends ReplayIndexContract {
    RocksLogReplayIndexTest() {
        super(new RocksLogs());
    }
}
