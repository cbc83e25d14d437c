package dev.tidings.spring;

import org.springframework.context.SmartLifecycle;

/** When streams end, among all that is stopped with an application. */
public final class StreamPhase {

    /**
     * Before the web server's graceful shutdown, which waits for open requests and would wait for streams in vain
     * ({@code WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE}, 512 below); behind what has no phase of its own, so that
     * listeners and jobs may still publish their last.
     */
    public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private StreamPhase() {}
}
