package dev.tidings.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all sources of a JVM have together unless a builder says otherwise: so ten thousand sources take no more threads than one.
 * All threads are daemons.
 */
final class Shared {

    /** What never blocks: handing over what has come. */
    private static final int HTTP_THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** 256 listeners may block at a time before other sources wait for them. */
    private static final int LISTENER_POOL = 256;

    private static final long IDLE_SECONDS = 10;

    /** 10 s: a machine that is there answers within one or two; the next attempt may meet another address. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Calls listeners, which may block: virtual threads where Java has them (21 and newer), otherwise a pool, whose threads go when
     * there is nothing to do.
     */
    static final Executor LISTENER_THREADS = listenerThreads();

    /** One thread, that never blocks. */
    static final Timer TIMER = new SystemTimer();

    private Shared() {}

    /** Made when the first source needs it. */
    static HttpClient client() {
        return OwnClient.INSTANCE;
    }

    private static final class OwnClient {
        /*
         * HTTP/1.1, also with TLS: a stream for hours is what a connection of its own is for, and on one of HTTP/2 the
         * hundred-and-first stream would be refused. It does not follow redirects, since Attempt does.
         */
        static final HttpClient INSTANCE = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(pool("tidings-eventsource-http-", HTTP_THREADS))
                .build();
    }

    /** By reflection, since this is compiled for Java 17. */
    private static Executor listenerThreads() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) { // Java 17, or a preview that is not enabled
            return pool("tidings-eventsource-", LISTENER_POOL);
        }
    }

    private static Executor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            // Otherwise that of whoever opened the first source, which could not be unloaded then.
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
            return thread;
        };
    }

    private static final class SystemTimer implements Timer {
        private final ScheduledThreadPoolExecutor thread;

        SystemTimer() {
            thread = new ScheduledThreadPoolExecutor(1, daemons("tidings-eventsource-timer-"));
            thread.setRemoveOnCancelPolicy(true);
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            Future<?> scheduled = thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }
    }
}
