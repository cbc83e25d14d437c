package dev.tidings.hub;

/** Nobody is interested. */
enum NoMetrics implements HubMetrics {
    INSTANCE
}
