package dev.tidings.client;

import java.util.concurrent.Executor;

/** What listeners run on unless they are given threads of their own; for clients that are built on this one. */
public final class ClientThreads {

    private ClientThreads() {}

    /**
     * For what may block: virtual threads where Java has them (21 and newer), otherwise a pool of up to 256 daemons that all of this
     * JVM share. Never shut down.
     */
    public static Executor executor() {
        return Shared.LISTENER_THREADS;
    }
}
