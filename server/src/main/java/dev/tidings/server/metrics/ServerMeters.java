package dev.tidings.server.metrics;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.LogUse;
import dev.tidings.hub.shard.HubStats;
import dev.tidings.hub.shard.Latencies;
import dev.tidings.hub.shard.ShardStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * All that can be measured of a hub and its server, for any registry: {@code server.meters().bindTo(registry)}.
 * <p>
 * Whoever reads a meter adds up what each event loop has counted by itself; no event loop is asked. Safe for any thread.
 */
public final class ServerMeters implements MeterBinder {

    private final Hub hub;
    private final List<LoopCounts> loops;
    private final List<Bound> bounds;

    /** @param loops of all event loops of the server */
    public ServerMeters(Hub hub, List<LoopCounts> loops, List<Bound> bounds) {
        this.hub = hub;
        this.loops = List.copyOf(loops);
        this.bounds = List.copyOf(bounds);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindSubscribers(registry);
        bindEvents(registry);
        bindReplays(registry);
        bindLog(registry);
        bindRequests(registry);
        bounds.forEach(bound -> bind(registry, bound));
        bindLatencies(registry);
    }

    private void bindSubscribers(MeterRegistry registry) {
        subscribers(
                registry, "live", stats -> stats.sum(shard -> shard.members().live()));
        subscribers(
                registry, "behind", stats -> stats.sum(shard -> shard.members().behind()));
        Gauge.builder("tidings.streams", this, meters -> meters.sum(LoopCounts::openStreams))
                .description("Streams that are open")
                .register(registry);
        gauge(
                registry,
                "tidings.audiences",
                "Different subscriptions",
                stats -> stats.sum(shard -> shard.members().audiences()));
        counter(
                registry,
                "tidings.subscribers.turned.behind",
                "How often a live subscriber could not take more",
                stats -> stats.sum(shard -> shard.members().turnedBehind()));
        LoopCounts.ENDS.forEach(reason -> FunctionCounter.builder(
                        "tidings.streams.ended", this, meters -> meters.sum(counts -> counts.ends(reason)))
                .description("Streams that have ended")
                .tag("reason", reason)
                .register(registry));
    }

    private void subscribers(MeterRegistry registry, String state, ToDoubleFunction<HubStats> value) {
        Gauge.builder("tidings.subscribers", hub, known -> value.applyAsDouble(known.stats()))
                .description("Subscribers, listeners of the same JVM included")
                .tag("state", state)
                .register(registry);
    }

    private void bindEvents(MeterRegistry registry) {
        counter(registry, "tidings.events.published", "Events that the log has taken", HubStats::published);
        counter(
                registry,
                "tidings.deliveries",
                "Events times the live subscribers they were written to",
                stats -> stats.sum(ShardStats::deliveries));
        gauge(
                registry,
                "tidings.shard.lag.events",
                "Events that the slowest event loop has yet to look at",
                stats -> stats.most(ShardStats::lagEvents));
        TimeGauge.builder(
                        "tidings.shard.lag",
                        hub,
                        TimeUnit.NANOSECONDS,
                        known -> known.stats().most(ShardStats::lagNanos))
                .description("How long ago the first of them was appended")
                .register(registry);
        counter(
                registry,
                "tidings.shard.overruns",
                "How often an event loop was so late that it fell off the tail",
                stats -> stats.sum(ShardStats::overruns));
    }

    private void bindReplays(MeterRegistry registry) {
        counter(
                registry,
                "tidings.replay.pages",
                "Pages that were read for subscribers that are behind",
                stats -> stats.sum(shard -> shard.replays().pages()));
        counter(
                registry,
                "tidings.replay.events",
                "Events on these pages",
                stats -> stats.sum(shard -> shard.replays().events()));
        counter(
                registry,
                "tidings.replay.bytes",
                "Bytes of these pages",
                stats -> stats.sum(shard -> shard.replays().bytes()));
        counter(
                registry,
                "tidings.replay.seconds",
                "Time that threads were at reading them",
                stats -> stats.sum(shard -> shard.replays().nanos()) / 1e9);
        gauge(
                registry,
                "tidings.replay.pages.waiting",
                "Pages that wait for room",
                stats -> stats.sum(shard -> shard.replays().waiting()));
        for (Gap.Reason reason : Gap.Reason.values()) {
            FunctionCounter.builder(
                            "tidings.gaps",
                            hub,
                            known -> known.stats()
                                    .sum(shard -> shard.replays().gaps().getOrDefault(reason, 0L)))
                    .description("Subscribers that were told that something is missing")
                    .tag("reason", reason.text())
                    .register(registry);
        }
    }

    private void bindLog(MeterRegistry registry) {
        Gauge.builder(
                        "tidings.log.positions",
                        hub,
                        known -> known.head().position() - known.earliest().position())
                .description("Positions from the oldest event that is retained to the newest")
                .register(registry);
        TimeGauge.builder("tidings.log.oldest.age", hub, TimeUnit.MILLISECONDS, known -> age(known.logUse()))
                .description("How old the oldest event is that is retained")
                .register(registry);
    }

    private static double age(LogUse use) {
        return use.oldestMillis() < 0 ? 0 : Math.max(0, System.currentTimeMillis() - use.oldestMillis());
    }

    private void bindRequests(MeterRegistry registry) {
        for (Refusal refusal : Refusal.values()) {
            FunctionCounter.builder("tidings.refusals", this, meters -> meters.sum(counts -> counts.refusals(refusal)))
                    .description("Requests that came to nothing: by a limit, or by the status of the answer")
                    .tag("reason", refusal.reason())
                    .register(registry);
        }
    }

    private static void bind(MeterRegistry registry, Bound bound) {
        Gauge.builder(
                        "tidings.bound.limit",
                        bound,
                        known -> orNone(known.limit().getAsDouble()))
                .description("Most that there may be of something")
                .tag("bound", bound.name())
                .register(registry);
        DoubleSupplier used = bound.used();
        if (used != null) {
            Gauge.builder("tidings.bound.used", used, now -> orNone(now.getAsDouble()))
                    .description("How much of it there is now")
                    .tag("bound", bound.name())
                    .register(registry);
        }
    }

    private static double orNone(double value) {
        return value < 0 ? Double.NaN : value;
    }

    private void bindLatencies(MeterRegistry registry) {
        Latency.bind(
                registry,
                "tidings.publish.latency",
                "From the request to the answer, for events that were published",
                () -> publishLatency());
        latency(
                registry,
                "tidings.delivery.latency",
                "For each batch of events, from the log to the last of its live subscribers",
                ShardStats::delivery);
        latency(
                registry,
                "tidings.loop.lag",
                "Once a second, by how much each event loop was late",
                ShardStats::loopLag);
    }

    private Latencies publishLatency() {
        return loops.stream()
                .map(counts -> counts.publishLatency().latencies())
                .reduce(Latencies.NONE, Latencies::plus);
    }

    private void latency(
            MeterRegistry registry, String name, String description, Function<ShardStats, Latencies> part) {
        Supplier<Latencies> all = () -> hub.stats().latencies(part);
        Latency.bind(registry, name, description, all);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<HubStats> value) {
        Gauge.builder(name, hub, known -> value.applyAsDouble(known.stats()))
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<HubStats> value) {
        FunctionCounter.builder(name, hub, known -> value.applyAsDouble(known.stats()))
                .description(description)
                .register(registry);
    }

    private double sum(ToDoubleFunction<LoopCounts> part) {
        return loops.stream().mapToDouble(part).sum();
    }
}
