package dev.tidings.testkit;

class AwkwardLogRetentionTest extends RetentionContract {
    AwkwardLogRetentionTest() {
        super(new AwkwardLogs());
    }
}
