package dev.tidings.spring.metrics;

import dev.tidings.emitter.Emitter;
import dev.tidings.emitter.EmitterStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** What can be measured of an emitter. Safe for any thread. */
final class EmitterMeters implements MeterBinder {

    private final Emitter emitter;

    EmitterMeters(Emitter emitter) {
        this.emitter = emitter;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "tidings.emitter.emitted", Tags.empty(), "Events that were published", EmitterStats::emitted);
        failures(registry, "emit", EmitterStats::emitFailures);
        failures(registry, "listener", EmitterStats::listenerFailures);
        failures(registry, "decode", EmitterStats::decodeFailures);
        failures(registry, "map", EmitterStats::mapFailures);
        gauge(registry, "tidings.emitter.listeners", "Listeners that are on", EmitterStats::listeners);
        gauge(registry, "tidings.emitter.pending.bytes", "What waits for listeners", EmitterStats::pendingBytes);
    }

    private void failures(MeterRegistry registry, String kind, ToDoubleFunction<EmitterStats> value) {
        counter(
                registry,
                "tidings.emitter.failures",
                Tags.of("kind", kind),
                "Events that could not be published, heard, read or mapped",
                value);
    }

    private void counter(
            MeterRegistry registry, String name, Tags tags, String description, ToDoubleFunction<EmitterStats> value) {
        FunctionCounter.builder(name, emitter, known -> value.applyAsDouble(known.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<EmitterStats> value) {
        Gauge.builder(name, emitter, known -> value.applyAsDouble(known.stats()))
                .description(description)
                .register(registry);
    }
}
