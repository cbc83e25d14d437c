package dev.tidings.load;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of its time a loop was at work, or waited for a core to work on.
 *
 * <p>The second part is what the kernel counts on Linux in {@code schedstat}; elsewhere it is missing, so that on a crowded machine
 * the share is too small.
 */
final class LoopShare {
    private final long threadId;
    private final Path schedstat;
    private long startNanos;
    private long startBusyNanos;

    private LoopShare(long threadId, Path schedstat) {
        this.threadId = threadId;
        this.schedstat = schedstat;
        start();
    }

    static LoopShare of(EventLoopGroup loop) {
        return Loops.on(loop.next(), () -> new LoopShare(Thread.currentThread().getId(), ownSchedstat()));
    }

    /** /proc/thread-self names the folder of whoever resolves it. */
    private static Path ownSchedstat() {
        Path own = Path.of("/proc/thread-self/schedstat");
        try {
            return own.toRealPath();
        } catch (IOException notLinux) {
            return own;
        }
    }

    void start() {
        startBusyNanos = busyNanos();
        startNanos = System.nanoTime();
    }

    /** 0 to 1. */
    double busy() {
        long elapsed = Math.max(1, System.nanoTime() - startNanos);
        return Math.min(1, (double) (busyNanos() - startBusyNanos) / elapsed);
    }

    private long busyNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId) + waitedNanos();
    }

    private long waitedNanos() {
        try {
            return Long.parseLong(Files.readString(schedstat).split(" ")[1]);
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
