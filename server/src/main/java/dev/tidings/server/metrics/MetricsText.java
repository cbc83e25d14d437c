package dev.tidings.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /metrics} says: a server's meters and those of its JVM, as Prometheus reads them.
 * <p>
 * Written by one thread at a time beside the event loops, however many ask. The registry is made when somebody asks for the first time: a
 * server that nobody looks at pays nothing for it. Safe for any thread.
 */
public final class MetricsText implements AutoCloseable {

    /** Prometheus text, version 0.0.4: what every collector reads. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final ServerMeters meters;
    private final Executor executor;
    private final JvmGcMetrics gc = new JvmGcMetrics();

    // Guarded by this.
    private @Nullable PrometheusMeterRegistry registry;
    private @Nullable CompletableFuture<byte[]> writing;
    private boolean closed;

    /** @param executor where it is written */
    public MetricsText(ServerMeters meters, Executor executor) {
        this.meters = meters;
        this.executor = executor;
    }

    /** The text of about now; who asks while it is being written gets the same. */
    public synchronized CompletionStage<byte[]> write() {
        CompletableFuture<byte[]> known = writing;
        if (known != null && !known.isDone()) {
            return known;
        }
        CompletableFuture<byte[]> next = CompletableFuture.supplyAsync(
                () -> registry().scrape(CONTENT_TYPE).getBytes(UTF_8), executor);
        writing = next;
        return next;
    }

    private synchronized PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry known = registry;
        if (known == null) {
            known = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            known.throwExceptionOnRegistrationFailure();
            meters.bindTo(known);
            if (!closed) {
                bindJvm(known);
            }
            registry = known;
        }
        return known;
    }

    private void bindJvm(PrometheusMeterRegistry known) {
        new JvmMemoryMetrics().bindTo(known);
        gc.bindTo(known);
        new JvmThreadMetrics().bindTo(known);
        new ProcessorMetrics().bindTo(known);
        new FileDescriptorMetrics().bindTo(known);
        new UptimeMetrics().bindTo(known);
    }

    @Override
    public synchronized void close() {
        closed = true;
        gc.close();
        if (registry != null) {
            registry.close();
        }
    }
}
