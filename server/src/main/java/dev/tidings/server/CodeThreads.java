package dev.tidings.server;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where endpoints in code run unless the application has an executor for them: daemon threads, which end when they are idle. */
final class CodeThreads {

    /** 32: code that reads a database waits more than it works. */
    private static final int THREADS = 32;

    /** 20 000: as many connections as a process has. */
    private static final int MAX_WAITING = 20_000;

    private static final long IDLE_SECONDS = 10;

    private CodeThreads() {}

    static Executor open() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "tidings-endpoint-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
