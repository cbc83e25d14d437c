package dev.tidings.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub reads its log and calls its listeners. Two pools, since a listener may block as long as it likes, and reading must
 * go on. Threads are daemons, come when there is work and go when there is none.
 */
final class HubThreads {

    /** Two: one may wait for a disk while the other reads from memory. */
    private static final int READERS = 2;

    private static final int LISTENERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    private static final long IDLE_SECONDS = 10;

    private final List<ThreadPoolExecutor> own = new ArrayList<>(2);
    private final Executor readers;
    private final Executor listeners;

    /** @param listeners null for a pool of the hub's own, as is {@code readers} */
    HubThreads(@Nullable Executor readers, @Nullable Executor listeners) {
        this.readers = readers == null ? pool("tidings-reader-", READERS) : readers;
        this.listeners = listeners == null ? pool("tidings-listener-", LISTENERS) : listeners;
    }

    private Executor pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        own.add(pool);
        return pool;
    }

    Executor readers() {
        return readers;
    }

    Executor listeners() {
        return listeners;
    }

    /**
     * The threads go as soon as there is nothing to do. Not a shutdown: listeners have yet to be told their end, and perhaps to
     * be handed what came before it.
     */
    void close() {
        own.forEach(pool -> pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS));
    }
}
