package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.match.SubscriptionIndex;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.HubStats;
import dev.tidings.hub.shard.ShardStats;
import dev.tidings.server.metrics.Bound;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.metrics.MetricsText;
import dev.tidings.server.metrics.ServerMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What of a server is measured: made before it, since its routes tell of it. */
final class Measurements {

    private final Hub hub;
    private final ServerLimits limits;
    private final ConnectionCount connections;
    private final List<LoopCounts> loops;
    private final List<Bound> bounds = new ArrayList<>();
    private final ServerMeters meters;
    private final MetricsText text;

    /** @param more bounds that others hold */
    Measurements(Hub hub, ServerLimits limits, int eventLoops, List<Bound> more) {
        this.hub = hub;
        this.limits = limits;
        this.connections = new ConnectionCount(limits.connections());
        this.loops = Stream.generate(LoopCounts::new).limit(eventLoops).toList();
        addBoundsOfAll();
        addBoundsOfEach();
        bounds.addAll(more);
        this.meters = new ServerMeters(hub, loops, bounds);
        this.text = new MetricsText(meters, new CompletableFuture<>().defaultExecutor());
    }

    ConnectionCount connections() {
        return connections;
    }

    /** Of each event loop. */
    List<LoopCounts> loops() {
        return loops;
    }

    ServerMeters meters() {
        return meters;
    }

    MetricsText text() {
        return text;
    }

    private void addBoundsOfAll() {
        bounds.add(Bound.shared("connections", connections::limit, connections::open));
        ofHub("tail_bytes", HubStats::tailMaxBytes, HubStats::tailBytes);
        ofHub("pending_bytes", stats -> hub.limits().pendingBytes(), stats -> stats.sum(ShardStats::pendingBytes));
        ofHub("replay_pages_bytes", stats -> hub.limits().pagesBytes(), stats -> stats.sum(ShardStats::pageBytes));
        ofHub("shapes", stats -> SubscriptionIndex.DEFAULT_MAX_SHAPES, stats -> stats.most(ShardStats::shapes));
        bounds.add(Bound.shared(
                "log_bytes", () -> hub.logUse().maxBytes(), () -> hub.logUse().bytes()));
        bounds.add(Bound.shared(
                "idempotency_keys",
                () -> hub.logUse().maxKeys(),
                () -> hub.logUse().keys()));
        bounds.add(Bound.shared(
                "waiting_appends_bytes",
                () -> hub.logUse().maxWaitingBytes(),
                () -> hub.logUse().waitingBytes()));
    }

    private void ofHub(String name, ToDoubleFunction<HubStats> limit, ToDoubleFunction<HubStats> used) {
        bounds.add(Bound.shared(name, () -> limit.applyAsDouble(hub.stats()), () -> used.applyAsDouble(hub.stats())));
    }

    private void addBoundsOfEach() {
        HubLimits ofHub = hub.limits();
        EventLimits ofEvents = hub.eventLimits();
        bounds.add(Bound.each("pending_bytes_of_one", (double) ofHub.liveBytes()));
        bounds.add(Bound.each("batch_bytes", ofHub.batchBytes()));
        bounds.add(Bound.each("event_data_bytes", ofEvents.dataBytes()));
        bounds.add(Bound.each("event_attributes", ofEvents.attributes()));
        bounds.add(Bound.each("event_values", ofEvents.values()));
        bounds.add(Bound.each("event_combinations", ofEvents.combinations()));
        bounds.add(Bound.each("subscription_filters", Subscription.MAX_FILTERS));
        bounds.add(Bound.each("subscription_places", Subscription.MAX_PLACES));
        bounds.add(Bound.each("filter_keys", Subscription.MAX_KEYS));
        bounds.add(Bound.each("request_head_bytes", limits.headBytes()));
        bounds.add(Bound.each("publish_body_bytes", limits.bodyBytes()));
        bounds.add(Bound.each("head_seconds", seconds(limits.head())));
        bounds.add(Bound.each("body_seconds", seconds(limits.body())));
        bounds.add(Bound.each("idle_seconds", seconds(limits.idle())));
        bounds.add(Bound.each("heartbeat_seconds", seconds(limits.heartbeat())));
        bounds.add(Bound.each("stall_seconds", seconds(limits.stall())));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
