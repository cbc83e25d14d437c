package dev.tidings.hub.shard;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a hub has done since it was opened, and what it holds, at about the same moment.
 *
 * @param published events that the log has handed out, whoever appended them
 * @param tailBytes what the newest events in memory take
 * @param tailMaxBytes the bound on that
 * @param shards of those that are open: what a closed one did is not counted any more
 */
public record HubStats(long published, long tailBytes, long tailMaxBytes, List<ShardStats> shards) {

    public HubStats {
        shards = List.copyOf(shards);
    }

    /** Of all shards together. */
    public long sum(ToLongFunction<ShardStats> part) {
        return shards.stream().mapToLong(part).sum();
    }

    /** Of the shard that has most; 0 without shards. */
    public long most(ToLongFunction<ShardStats> part) {
        return shards.stream().mapToLong(part).max().orElse(0);
    }

    /** Of all shards together. */
    public Latencies latencies(Function<ShardStats, Latencies> part) {
        return shards.stream().map(part).reduce(Latencies.NONE, Latencies::plus);
    }
}
