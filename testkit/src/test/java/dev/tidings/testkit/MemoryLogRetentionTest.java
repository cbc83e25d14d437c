package dev.tidings.testkit;

class MemoryLogRetentionTest extends RetentionContract {
    MemoryLogRetentionTest() {
        super(new MemoryLogs());
    }
}
