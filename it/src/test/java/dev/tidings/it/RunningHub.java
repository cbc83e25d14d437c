package dev.tidings.it;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.SseServer;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A hub and a server for it on a free port of this machine. Ends without a drain unless the test asks for one. */
final class RunningHub implements AutoCloseable {

    private final Hub hub;
    private final UnaryOperator<ServerBuilder> settings;
    private final SseServer server;

    /** Started when it is asked for. */
    private @Nullable SseServer encrypted;

    private RunningHub(Hub hub, UnaryOperator<ServerBuilder> settings) {
        this.hub = hub;
        this.settings = settings;
        this.server = settings.apply(builder()).start();
    }

    private ServerBuilder builder() {
        return SseServer.builder(hub).port(0).drain(DrainPeriods.NONE);
    }

    static RunningHub start() {
        return start(settings -> settings);
    }

    static RunningHub start(UnaryOperator<ServerBuilder> settings) {
        return start(Hub.open(), settings);
    }

    /** @param hub closed with it */
    static RunningHub start(Hub hub, UnaryOperator<ServerBuilder> settings) {
        try {
            return new RunningHub(hub, settings);
        } catch (RuntimeException e) {
            hub.close();
            throw e;
        }
    }

    Hub hub() {
        return hub;
    }

    SseServer server() {
        return server;
    }

    /** The one that speaks a protocol: all without TLS are spoken by one. */
    synchronized SseServer server(Protocol protocol) {
        if (!protocol.isEncrypted()) {
            return server;
        }
        if (encrypted == null) {
            encrypted = settings.apply(builder()).tls(TestCertificate.files()).start();
        }
        return encrypted;
    }

    RawClient connect(Protocol protocol) {
        return RawClient.connect(server(protocol).port(), protocol);
    }

    int port() {
        return server.port();
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    RawClient connect() {
        return RawClient.connect(port());
    }

    /** Publishes from inside, and returns when it is done. */
    EventId publish(Event event) {
        try {
            return hub.publish(event).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("publishing failed", e);
        }
    }

    @Override
    public void close() {
        server.close();
        if (encrypted != null) {
            encrypted.close();
        }
        hub.close();
    }
}
