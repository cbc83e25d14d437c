package dev.tidings.load;

import java.time.Duration;

/** Measures what is used from its start on. For one thread. */
final class Meter {
    private final HubProcess hub;
    private final long startNanos;
    private final double cpuSeconds;
    private final double generatorCpuSeconds;

    private Meter(HubProcess hub) {
        this.hub = hub;
        this.startNanos = System.nanoTime();
        this.cpuSeconds = hub.cpuSeconds();
        this.generatorCpuSeconds = ownCpuSeconds();
    }

    static Meter start(HubProcess hub) {
        return new Meter(hub);
    }

    long startNanos() {
        return startNanos;
    }

    Usage untilNow() {
        return until(System.nanoTime());
    }

    /** @param endNanos when it was over, if nothing happened since: only then is the CPU time right */
    Usage until(long endNanos) {
        return new Usage(
                Math.max(0, endNanos - startNanos) / 1e9,
                hub.cpuSeconds() - cpuSeconds,
                ownCpuSeconds() - generatorCpuSeconds);
    }

    private static double ownCpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }
}
