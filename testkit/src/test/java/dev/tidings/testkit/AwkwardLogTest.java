package dev.tidings.testkit;

class AwkwardLogTest extends EventLogContract {
    AwkwardLogTest() {
        super(new AwkwardLogs());
    }
}
