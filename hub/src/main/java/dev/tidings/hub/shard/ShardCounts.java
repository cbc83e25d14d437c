package dev.tidings.hub.shard;

import dev.tidings.hub.event.Gap;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one shard has done and what it holds, for whoever looks; and hands on what is to be told at once.
 * <p>
 * Written by the shard's event loop, read by any thread. Nothing is counted for each delivery: a batch is, and a page.
 */
final class ShardCounts implements HubMetrics {

    private final HubMetrics told;

    private final LoopCount joined = new LoopCount();
    private final LoopCount left = new LoopCount();
    private final LoopCount behind = new LoopCount();
    private final LoopCount turnedBehind = new LoopCount();
    private final LoopCount overruns = new LoopCount();
    private final LoopCount deliveries = new LoopCount();
    private final LoopCount pages = new LoopCount();
    private final LoopCount pageEvents = new LoopCount();
    private final LoopCount pageBytes = new LoopCount();
    private final LoopCount pageNanos = new LoopCount();
    private final Map<Gap.Reason, LoopCount> gaps = new EnumMap<>(Gap.Reason.class);
    private final LatencyCounts deliveryLatency = new LatencyCounts();
    private final LatencyCounts loopLag = new LatencyCounts();

    /** How many events of the tail the shard has gone over. */
    private final LoopCount sequence = new LoopCount();

    // As the last sweep saw them.
    private final LoopCount pendingBytes = new LoopCount();
    private final LoopCount heldBytes = new LoopCount();
    private final LoopCount waitingPages = new LoopCount();
    private final LoopCount audiences = new LoopCount();
    private final LoopCount shapes = new LoopCount();

    ShardCounts(HubMetrics told) {
        this.told = told;
        for (Gap.Reason reason : Gap.Reason.values()) {
            gaps.put(reason, new LoopCount());
        }
    }

    @Override
    public void joined() {
        joined.add(1);
        told.joined();
    }

    @Override
    public void left() {
        left.add(1);
        told.left();
    }

    @Override
    public void turnedBehind() {
        turnedBehind.add(1);
        told.turnedBehind();
    }

    @Override
    public void turnedLive() {
        told.turnedLive();
    }

    @Override
    public void delivered(int events, int subscribers) {
        deliveries.add((long) events * subscribers);
        told.delivered(events, subscribers);
    }

    @Override
    public void pageRead(int events, long bytes) {
        pages.add(1);
        pageEvents.add(events);
        pageBytes.add(bytes);
        told.pageRead(events, bytes);
    }

    @Override
    public void gap(Gap.Reason reason) {
        LoopCount count = gaps.get(reason);
        if (count != null) {
            count.add(1);
        }
        told.gap(reason);
    }

    @Override
    public void shardOverrun() {
        overruns.add(1);
        told.shardOverrun();
    }

    /** How many members are behind now. */
    void behind(int members) {
        behind.set(members);
    }

    /** A page took so long to be read. */
    void pageTook(long nanos) {
        pageNanos.add(nanos);
    }

    /** A batch has been written to all it is for, so long after its first event was appended. */
    void served(long nanos) {
        deliveryLatency.record(nanos);
    }

    /** The loop was late by so much for what was due. */
    void late(long nanos) {
        loopLag.record(nanos);
    }

    /** The shard has gone over so many events of the tail. */
    void reached(long newSequence) {
        sequence.set(newSequence);
    }

    void holds(Census census, int liveShapes) {
        pendingBytes.set(census.pendingBytes());
        heldBytes.set(census.pageBytes());
        waitingPages.set(census.waitingPages());
        audiences.set(census.audiences());
        shapes.set(liveShapes);
    }

    /** Any thread. */
    ShardStats stats(Tail tail) {
        // In this order: the shard is never ahead of what has been appended.
        long reached = sequence.get();
        long lag = tail.appended() - reached;
        Map<Gap.Reason, Long> told = new EnumMap<>(Gap.Reason.class);
        gaps.forEach((reason, count) -> told.put(reason, count.get()));
        return new ShardStats(
                new ShardStats.Members(joined.get(), left.get(), behind.get(), turnedBehind.get(), audiences.get()),
                new ShardStats.Replays(
                        pages.get(), pageEvents.get(), pageBytes.get(), pageNanos.get(), waitingPages.get(), told),
                deliveries.get(),
                overruns.get(),
                pendingBytes.get(),
                heldBytes.get(),
                shapes.get(),
                lag,
                lag == 0 ? 0 : tail.nanosSince(reached),
                deliveryLatency.latencies(),
                loopLag.latencies());
    }
}
