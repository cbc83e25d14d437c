package dev.tidings.testkit;

import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;

class MemoryReplayIndexTest extends ReplayIndexContract {

    @Override
    protected EventLog open(long retainedBytes) {
        return MemoryLog.builder().maxBytes(retainedBytes).open();
    }
}
