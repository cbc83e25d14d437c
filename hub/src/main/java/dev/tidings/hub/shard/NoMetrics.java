package dev.tidings.hub.shard;

/** Nobody is interested. */
public enum NoMetrics implements HubMetrics {
    INSTANCE
}
