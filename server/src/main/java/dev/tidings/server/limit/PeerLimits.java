package dev.tidings.server.limit;

/**
 * What each principal that is known by name, and each address, may take. Zero is no limit, which only these have: whom they are for is told
 * by a credential or by a network that somebody else looks after.
 *
 * @param streams most open streams of one principal
 * @param connections most connections of one address, or streams where a proxy's connections are many clients'
 * @param publishRate events that one principal may publish in a second
 * @param publishBurst events that it may publish at once after a while
 * @param replayRate bytes that one principal may be replayed in a second
 * @param replayBurst bytes that it may be replayed at once after a while
 */
public record PeerLimits(
        int streams, int connections, long publishRate, long publishBurst, long replayRate, long replayBurst) {

    /** 100: many tabs on many devices, and far from what a server holds. */
    public static final int DEFAULT_STREAMS = 100;

    public static final PeerLimits DEFAULT = new PeerLimits(DEFAULT_STREAMS, 0, 0, 0, 0, 0);

    /** 10 s: what is published at once is what comes in ten seconds. */
    private static final int PUBLISH_BURST_SECONDS = 10;

    /** 60 s: who was away for long gets all of it at once, and may do so again a minute later. */
    private static final int REPLAY_BURST_SECONDS = 60;

    public PeerLimits {
        notNegative("streams", streams);
        notNegative("connections", connections);
        notNegative("publishRate", publishRate);
        notNegative("publishBurst", publishBurst);
        notNegative("replayRate", replayRate);
        notNegative("replayBurst", replayBurst);
    }

    public PeerLimits withStreams(int most) {
        return new PeerLimits(most, connections, publishRate, publishBurst, replayRate, replayBurst);
    }

    public PeerLimits withConnections(int most) {
        return new PeerLimits(streams, most, publishRate, publishBurst, replayRate, replayBurst);
    }

    /** @param burst 0 for ten seconds' worth */
    public PeerLimits withPublishRate(long eventsPerSecond, long burst) {
        return new PeerLimits(
                streams,
                connections,
                eventsPerSecond,
                burst == 0 ? eventsPerSecond * PUBLISH_BURST_SECONDS : burst,
                replayRate,
                replayBurst);
    }

    /** @param burst 0 for a minute's worth */
    public PeerLimits withReplayRate(long bytesPerSecond, long burst) {
        return new PeerLimits(
                streams,
                connections,
                publishRate,
                publishBurst,
                bytesPerSecond,
                burst == 0 ? bytesPerSecond * REPLAY_BURST_SECONDS : burst);
    }

    private static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }
}
