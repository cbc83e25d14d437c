package dev.tidings.testkit;

class AwkwardLogReopeningTest extends ReopeningContract {
    AwkwardLogReopeningTest() {
        super(new AwkwardLogs());
    }
}
