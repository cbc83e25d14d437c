package dev.tidings.log.rocksdb;

import dev.tidings.testkit.IdempotencyContract;

class RocksLogIdempotencyTest extends IdempotencyContract {
    RocksLogIdempotencyTest() {
        super(new RocksLogs());
    }
}
