package dev.tidings.spring.mvc;

import dev.tidings.servlet.ServletTransport;
import dev.tidings.spring.StreamPhase;
import org.springframework.context.SmartLifecycle;

/** Ends the streams of an application that stops, before its server waits for requests that are under way. */
final class TransportLifecycle implements SmartLifecycle {

    private final ServletTransport transport;
    private volatile boolean running;

    TransportLifecycle(ServletTransport transport) {
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
    public boolean isRunning() {
        return running;
    }

    /** As a web server: a test's context that rests in a cache keeps its streams. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return StreamPhase.PHASE;
    }
}
