package dev.tidings.spring.server;

import static java.util.Objects.requireNonNull;

import dev.tidings.server.ServerBuilder;
import dev.tidings.server.SseServer;
import dev.tidings.spring.StreamPhase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * The server of Tidings on a port of its own: started when the application is ready, and stopped, its streams included, before the
 * application's own server waits for its requests. Safe for any thread.
 */
public final class TidingsServer implements SmartLifecycle {

    private final Supplier<ServerBuilder> settings;
    private final ObjectProvider<MeterRegistry> meters;

    // Guarded by this.
    private @Nullable SseServer server;

    /** @param settings asked for each start */
    TidingsServer(Supplier<ServerBuilder> settings, ObjectProvider<MeterRegistry> meters) {
        this.settings = settings;
        this.meters = meters;
    }

    @Override
    public synchronized void start() {
        SseServer started = settings.get().start();
        server = started;
        meters.ifAvailable(registry -> started.meters().bindTo(registry));
    }

    /** Returns when its streams have ended; how that is spread, the builder's drain says. */
    @Override
    public synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null;
    }

    @Override
    public int getPhase() {
        return StreamPhase.PHASE;
    }

    /** As a web server: a test's context that rests in a cache keeps its port. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /**
     * Where it listens.
     *
     * @throws NullPointerException if it does not run
     */
    public int port() {
        return server().port();
    }

    /**
     * The server itself, as long as it runs: to reload its endpoints, say.
     *
     * @throws NullPointerException if it does not run
     */
    public synchronized SseServer server() {
        return requireNonNull(server, "the server does not run");
    }
}
