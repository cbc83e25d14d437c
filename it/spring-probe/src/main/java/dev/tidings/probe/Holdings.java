package dev.tidings.probe;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.ShardStats;
import java.lang.management.ManagementFactory;

/**
 * What an application holds, once everything that nobody needs has been collected.
 *
 * @param members of the hub's shards
 * @param behind how many of them are behind
 * @param audiences different subscriptions
 * @param pendingBytes what members were given and have not taken; about a second old
 * @param listeners of the emitter
 * @param mapFailures how often a stream's function threw
 * @param threads of the JVM
 * @param heapBytes in use
 */
record Holdings(
        long members,
        long behind,
        long audiences,
        long pendingBytes,
        int listeners,
        long mapFailures,
        int threads,
        long heapBytes) {

    static Holdings of(Hub hub, Emitter emitter, boolean collected) {
        if (collected) {
            System.gc();
        }
        var stats = hub.stats();
        return new Holdings(
                stats.sum(shard -> shard.members().joined() - shard.members().left()),
                stats.sum(shard -> shard.members().behind()),
                stats.sum(shard -> shard.members().audiences()),
                stats.sum(ShardStats::pendingBytes),
                emitter.stats().listeners(),
                emitter.stats().mapFailures(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}
