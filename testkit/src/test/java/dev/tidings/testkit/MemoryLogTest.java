package dev.tidings.testkit;

import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;

class MemoryLogTest extends EventLogContract {

    @Override
    protected EventLog open(long retainedBytes) {
        return MemoryLog.builder().maxBytes(retainedBytes).open();
    }
}
