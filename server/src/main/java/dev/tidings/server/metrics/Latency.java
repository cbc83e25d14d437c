package dev.tidings.server.metrics;

import dev.tidings.hub.shard.Latencies;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long something took, as a registry takes it that others have counted: Prometheus the whole histogram, any other the number and the
 * sum. Micrometer's own timers count themselves, with what all threads share.
 */
final class Latency implements Collector {

    private final String name;
    private final String description;
    private final Supplier<Latencies> latencies;

    private Latency(String name, String description, Supplier<Latencies> latencies) {
        this.name = name;
        this.description = description;
        this.latencies = latencies;
    }

    static void bind(MeterRegistry registry, String name, String description, Supplier<Latencies> latencies) {
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            prometheus.getPrometheusRegistry().register(new Latency(name, description, latencies));
            return;
        }
        FunctionTimer.builder(
                        name,
                        latencies,
                        all -> all.get().count(),
                        all -> all.get().sumSeconds(),
                        TimeUnit.SECONDS)
                .description(description)
                .register(registry);
    }

    @Override
    public MetricSnapshot collect() {
        Latencies now = latencies.get();
        return HistogramSnapshot.builder()
                .name(name.replace('.', '_') + "_seconds")
                .help(description)
                .unit(Unit.SECONDS)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(Latencies.boundsSeconds(), now.counts()))
                        .sum(now.sumSeconds())
                        .build())
                .build();
    }
}
