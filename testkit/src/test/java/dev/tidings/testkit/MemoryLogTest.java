package dev.tidings.testkit;

class MemoryLogTest extends EventLogContract {
    MemoryLogTest() {
        super(new MemoryLogs());
    }
}
