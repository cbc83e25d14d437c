package dev.tidings.load;

import java.time.Duration;

/** Watches how much memory the server's processes have at most. Has a thread of its own; safe for any. */
final class PeakMemory implements AutoCloseable {
    /** 100 ms: a buffer that takes a gigabyte fills for longer. */
    private static final Duration STEP = Duration.ofMillis(100);

    private final HubProcess hub;
    private final Thread watcher;
    private volatile boolean over;
    private volatile long bytes;

    /** @param hub is used by nobody else */
    PeakMemory(HubProcess hub) {
        this.hub = hub;
        this.watcher = new Thread(this::watch, "load-memory");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        while (!over && hub.isKnown()) {
            bytes = Math.max(bytes, hub.residentBytes());
            Await.pass(STEP);
        }
    }

    /** 0 if they are not known. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        over = true;
    }
}
