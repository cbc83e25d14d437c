package dev.tidings.spring;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;

/** Ends the streams of an application that stops, before its server waits for requests that are under way. Safe for any thread. */
public final class StreamLifecycle implements SmartLifecycle {

    private final Runnable resume;
    private final Consumer<Runnable> drain;
    private volatile boolean running;

    /**
     * @param resume has streams taken, at first and again
     * @param drain ends them and refuses others; runs what it is given when they have ended
     */
    public StreamLifecycle(Runnable resume, Consumer<Runnable> drain) {
        this.resume = requireNonNull(resume, "resume");
        this.drain = requireNonNull(drain, "drain");
    }

    @Override
    public void start() {
        resume.run();
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        drain.accept(callback);
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
