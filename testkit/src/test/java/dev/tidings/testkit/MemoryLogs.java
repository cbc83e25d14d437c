package dev.tidings.testkit;

import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;

/** Opens logs in memory, which keep nothing when they are closed. */
final class MemoryLogs implements LogOpener {

    @Override
    public EventLog open(LogSettings settings) {
        MemoryLog.Builder builder =
                MemoryLog.builder().maxBytes(settings.retainedBytes()).clock(settings.clock());
        if (settings.retainAge() != null) {
            builder.retainAge(settings.retainAge());
        }
        return builder.open();
    }
}
