package dev.tidings.testkit;

class AwkwardLogReplayIndexTest extends ReplayIndexContract {
    AwkwardLogReplayIndexTest() {
        super(new AwkwardLogs());
    }
}
