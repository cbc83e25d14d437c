package dev.tidings.log.rocksdb.tools;

import dev.tidings.hub.log.Epochs;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.store.Sync;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of a log, open or not. For one thread. */
public final class InfoBuilder {

    private final List<LogInfo.Epoch> epochs = new ArrayList<>();
    private final List<LogInfo.Segment> segments = new ArrayList<>();
    private @Nullable Instant oldest;
    private @Nullable Instant newest;
    private long events;

    public InfoBuilder(Epochs known, Map<String, Long> openings) {
        for (Epochs.Epoch epoch : known.list()) {
            Long millis = openings.get(epoch.name());
            epochs.add(new LogInfo.Epoch(
                    epoch.name(), epoch.start(), epoch.lossy(), millis == null ? null : Instant.ofEpochMilli(millis)));
        }
    }

    /** Adds a segment behind the others. */
    public void add(SegmentFacts facts, long count, boolean listsStored) {
        segments.add(new LogInfo.Segment(
                facts.number(),
                facts.before(),
                facts.lastPosition(),
                count,
                facts.eventBytes(),
                listsStored,
                facts.listBytes()));
        events += count;
        if (count > 0) {
            if (oldest == null) {
                oldest = Instant.ofEpochMilli(facts.firstMillis());
            }
            newest = Instant.ofEpochMilli(facts.lastMillis());
        }
    }

    public LogInfo build(
            LogInfo.State state, int version, Sync sync, long earliest, long head, long keys, long diskBytes) {
        return new LogInfo(
                state, version, sync, epochs, earliest, head, events, oldest, newest, segments, keys, diskBytes);
    }
}
