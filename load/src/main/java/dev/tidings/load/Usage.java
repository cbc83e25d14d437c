package dev.tidings.load;

/**
 * What a stretch of time took.
 *
 * @param seconds how long it was
 * @param cpuSeconds CPU time of the server's processes, 0 if none are known
 * @param generatorCpuSeconds CPU time of this process
 */
public record Usage(double seconds, double cpuSeconds, double generatorCpuSeconds) {

    /** CPU time of the server for each of so many things that it did meanwhile. */
    double cpuMicrosPer(long count) {
        return cpuSeconds * 1e6 / Math.max(1, count);
    }

    double perSecond(long count) {
        return count / Math.max(1e-9, seconds);
    }
}
