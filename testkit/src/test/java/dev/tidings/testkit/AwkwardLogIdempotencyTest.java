package dev.tidings.testkit;

class AwkwardLogIdempotencyTest extends IdempotencyContract {
    AwkwardLogIdempotencyTest() {
        super(new AwkwardLogs());
    }
}
