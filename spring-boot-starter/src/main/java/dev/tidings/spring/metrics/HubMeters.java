package dev.tidings.spring.metrics;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.LogUse;
import dev.tidings.hub.shard.HubStats;
import dev.tidings.hub.shard.ShardStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What can be measured of a hub, under the names that the server has for it. Whoever reads a meter adds up what each event loop has
 * counted by itself. Safe for any thread.
 */
final class HubMeters implements MeterBinder {

    private final Hub hub;

    HubMeters(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindSubscribers(registry);
        bindEvents(registry);
        bindReplays(registry);
        bindBounds(registry);
    }

    private void bindSubscribers(MeterRegistry registry) {
        String subscribers = "Subscribers, listeners of the same JVM included";
        gauge(
                registry,
                "tidings.subscribers",
                Tags.of("state", "live"),
                subscribers,
                of(shard -> shard.members().live()));
        gauge(
                registry,
                "tidings.subscribers",
                Tags.of("state", "behind"),
                subscribers,
                of(shard -> shard.members().behind()));
        gauge(
                registry,
                "tidings.audiences",
                Tags.empty(),
                "Different subscriptions",
                of(shard -> shard.members().audiences()));
        counter(
                registry,
                "tidings.subscribers.turned.behind",
                "How often a live subscriber could not take more",
                of(shard -> shard.members().turnedBehind()));
    }

    private void bindEvents(MeterRegistry registry) {
        counter(registry, "tidings.events.published", "Events that the log has taken", HubStats::published);
        counter(
                registry,
                "tidings.deliveries",
                "Events times the live subscribers they were written to",
                of(ShardStats::deliveries));
        FunctionTimer.builder(
                        "tidings.delivery.latency",
                        hub,
                        known -> known.stats().latencies(ShardStats::delivery).count(),
                        known -> known.stats().latencies(ShardStats::delivery).sumSeconds(),
                        TimeUnit.SECONDS)
                .description("For each batch of events, from the log to the last of its live subscribers")
                .register(registry);
        gauge(
                registry,
                "tidings.shard.lag.events",
                Tags.empty(),
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
                of(ShardStats::overruns));
    }

    private void bindReplays(MeterRegistry registry) {
        counter(
                registry,
                "tidings.replay.pages",
                "Pages that were read for subscribers that are behind",
                of(shard -> shard.replays().pages()));
        counter(
                registry,
                "tidings.replay.events",
                "Events on these pages",
                of(shard -> shard.replays().events()));
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

    private void bindBounds(MeterRegistry registry) {
        bound(registry, "tail_bytes", HubStats::tailMaxBytes, HubStats::tailBytes);
        bound(registry, "pending_bytes", stats -> hub.limits().pendingBytes(), of(ShardStats::pendingBytes));
        log(registry, "log_bytes", LogUse::maxBytes, LogUse::bytes);
        log(registry, "idempotency_keys", LogUse::maxKeys, LogUse::keys);
        log(registry, "waiting_appends_bytes", LogUse::maxWaitingBytes, LogUse::waitingBytes);
    }

    private void log(MeterRegistry registry, String name, ToLongFunction<LogUse> limit, ToLongFunction<LogUse> used) {
        bound(
                registry,
                name,
                stats -> orNone(limit.applyAsLong(hub.logUse())),
                stats -> orNone(used.applyAsLong(hub.logUse())));
    }

    private void bound(
            MeterRegistry registry, String name, ToDoubleFunction<HubStats> limit, ToDoubleFunction<HubStats> used) {
        Tags tag = Tags.of("bound", name);
        gauge(registry, "tidings.bound.limit", tag, "Most that there may be of something", limit);
        gauge(registry, "tidings.bound.used", tag, "How much of it there is now", used);
    }

    private static double orNone(long value) {
        return value < 0 ? Double.NaN : value;
    }

    private static ToDoubleFunction<HubStats> of(ToLongFunction<ShardStats> part) {
        return stats -> stats.sum(part);
    }

    private void gauge(
            MeterRegistry registry, String name, Tags tags, String description, ToDoubleFunction<HubStats> value) {
        Gauge.builder(name, hub, known -> value.applyAsDouble(known.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<HubStats> value) {
        FunctionCounter.builder(name, hub, known -> value.applyAsDouble(known.stats()))
                .description(description)
                .register(registry);
    }
}
