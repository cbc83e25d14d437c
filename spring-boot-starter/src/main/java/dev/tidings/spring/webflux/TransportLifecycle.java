package dev.tidings.spring.webflux;

import dev.tidings.spring.StreamPhase;
import org.springframework.context.SmartLifecycle;

/** Ends the streams of an application that stops before its server waits for requests that are under way. */
final class TransportLifecycle implements SmartLifecycle {

    private final WebFluxTransport transport;
    private volatile boolean running;

    TransportLifecycle(WebFluxTransport transport) {
        this.transport = transport;
    }

    @Override
    public void start() {
        transport.resume();
        running = true;
    }

    @Override
    public void stop() {
        transport.close();
        running = false;
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        transport.drain().thenRun(callback);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A context that is only set aside keeps its server, and so its streams. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return StreamPhase.PHASE;
    }
}
