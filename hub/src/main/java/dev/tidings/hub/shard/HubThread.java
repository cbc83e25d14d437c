package dev.tidings.hub.shard;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The event loop of a hub's own shard: one daemon thread for the listeners of this JVM. */
public final class HubThread implements EventLoop {

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    public HubThread() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "tidings-hub");
            made.setDaemon(true);
            thread = made;
            return made;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRejectedExecutionHandler((task, closed) -> {});
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself and no other
    public boolean inEventLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(logged(task));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a task of the hub reports its own failure
    public void schedule(Runnable task, long delayNanos) {
        executor.schedule(logged(task), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** The executor would keep what a task throws to itself. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A task of the hub failed", e);
            }
        };
    }

    /** Drops what is queued: to be called when nothing is waited for any more. */
    public void shutdown() {
        executor.shutdown();
    }
}
