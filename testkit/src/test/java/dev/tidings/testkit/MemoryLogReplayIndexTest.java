package dev.tidings.testkit;

class MemoryLogReplayIndexTest extends ReplayIndexContract {
    MemoryLogReplayIndexTest() {
        super(new MemoryLogs());
    }
}
