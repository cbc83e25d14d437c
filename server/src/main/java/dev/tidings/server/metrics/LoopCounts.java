package dev.tidings.server.metrics;

import dev.tidings.hub.shard.LatencyCounts;
import dev.tidings.hub.shard.LoopCount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one event loop of a server counts. Written on that loop only, read by any thread. */
public final class LoopCounts {

    /** For what is none of those that are known. */
    private static final String OTHER = "other";

    /** Why streams end: as {@link dev.tidings.hub.shard.CloseReason} says, or because their client or the server does. */
    static final List<String> ENDS =
            List.of("client", "drain", "expired", "revoked", "behind", "stalled", "shutdown", OTHER);

    private final Map<Refusal, LoopCount> refusals = new HashMap<>();
    private final Map<String, LoopCount> ends = new HashMap<>();
    private final LoopCount openStreams = new LoopCount();
    private final LatencyCounts publishLatency = new LatencyCounts();

    public LoopCounts() {
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal, new LoopCount());
        }
        ENDS.forEach(reason -> ends.put(reason, new LoopCount()));
    }

    public void refused(Refusal reason) {
        count(refusals, reason).add(1);
    }

    public void streamOpened() {
        openStreams.add(1);
    }

    /** @param reason as the line in the log says */
    public void streamEnded(String reason) {
        openStreams.add(-1);
        count(ends, ends.containsKey(reason) ? reason : OTHER).add(1);
    }

    /** Events were published, so long after they had been asked for. */
    public void published(long nanos) {
        publishLatency.record(nanos);
    }

    long openStreams() {
        return openStreams.get();
    }

    long refusals(Refusal reason) {
        return count(refusals, reason).get();
    }

    long ends(String reason) {
        return count(ends, reason).get();
    }

    LatencyCounts publishLatency() {
        return publishLatency;
    }

    private static <K> LoopCount count(Map<K, LoopCount> counts, K key) {
        LoopCount count = counts.get(key);
        if (count == null) {
            throw new IllegalArgumentException("not counted: " + key);
        }
        return count;
    }
}
