package dev.tidings.log.rocksdb;

import dev.tidings.hub.log.EventLog;
import dev.tidings.testkit.LogOpener;
import dev.tidings.testkit.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Opens logs in folders of their own. */
final class RocksLogs implements LogOpener {

    private final Folders folders = new Folders();
    private final Map<EventLog, Path> places = new HashMap<>();

    @Override
    public EventLog open(LogSettings settings) throws IOException {
        return open(folders.next(), settings);
    }

    private EventLog open(Path folder, LogSettings settings) {
        RocksLog log = RocksLog.builder(folder)
                .retainBytes(settings.retainedBytes())
                .retainAge(settings.retainAge())
                .clock(settings.clock())
                .open();
        places.put(log, folder);
        return log;
    }

    @Override
    public Optional<EventLog> reopen(EventLog closed, LogSettings settings) {
        return Optional.of(open(places.get(closed), settings));
    }

    /** From a copy: nobody knows what was appended to the other one since. */
    @Override
    public Optional<EventLog> reopenAfterLoss(EventLog closed, LogSettings settings) throws IOException {
        return Optional.of(open(folders.copy(places.get(closed)), settings));
    }

    @Override
    public void close() throws IOException {
        folders.close();
    }
}
