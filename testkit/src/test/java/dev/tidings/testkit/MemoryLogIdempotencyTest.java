package dev.tidings.testkit;

class MemoryLogIdempotencyTest extends IdempotencyContract {
    MemoryLogIdempotencyTest() {
        super(new MemoryLogs());
    }
}
