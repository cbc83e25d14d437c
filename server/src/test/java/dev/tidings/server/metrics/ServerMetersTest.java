package dev.tidings.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServerMetersTest {

    private final LoopCounts one = new LoopCounts();
    private final LoopCounts two = new LoopCounts();

    private ServerMeters meters(Hub hub) {
        return new ServerMeters(
                hub, List.of(one, two), List.of(Bound.shared("a", () -> 5, () -> 3), Bound.each("b", 7)));
    }

    @Test
    void anyRegistryTakesThem() {
        try (Hub hub = Hub.open()) {
            MeterRegistry registry = new SimpleMeterRegistry();
            ServerMeters meters = meters(hub);
            meters.bindTo(registry);
            hub.publish(Event.of("a", "1")).toCompletableFuture().join();
            one.published(1_000_000_000);
            two.published(2_000_000_000);
            one.refused(Refusal.FORBIDDEN);
            two.refused(Refusal.FORBIDDEN);
            one.streamOpened();
            one.streamOpened();
            one.streamEnded("client");

            assertThat(registry.get("tidings.events.published")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("tidings.publish.latency").functionTimer().count())
                    .isEqualTo(2);
            assertThat(registry.get("tidings.publish.latency")
                            .functionTimer()
                            .totalTime(java.util.concurrent.TimeUnit.SECONDS))
                    .isEqualTo(3);
            assertThat(registry.get("tidings.refusals")
                            .tag("reason", "403")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("tidings.streams").gauge().value()).isEqualTo(1);
            assertThat(registry.get("tidings.streams.ended")
                            .tag("reason", "client")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("tidings.bound.used")
                            .tag("bound", "a")
                            .gauge()
                            .value())
                    .isEqualTo(3);
            assertThat(registry.find("tidings.bound.used").tag("bound", "b").gauge())
                    .isNull();
        }
    }

    @Test
    void aReasonThatIsNotKnownIsCountedAsOther() {
        one.streamOpened();
        one.streamEnded("something new");

        assertThat(one.ends("other")).isEqualTo(1);
        assertThat(Refusal.of(418)).isEqualTo(Refusal.OTHER);
        assertThat(Refusal.of(413)).isEqualTo(Refusal.CONTENT_TOO_LARGE);
    }

    @Test
    void whoeverAsksWhileTheTextIsWrittenGetsTheSame() {
        AtomicReference<Runnable> task = new AtomicReference<>();
        Executor later = task::set;
        try (Hub hub = Hub.open();
                MetricsText text = new MetricsText(meters(hub), later)) {
            CompletableFuture<byte[]> first = text.write().toCompletableFuture();
            assertThat(text.write()).isSameAs(first);
            task.get().run();

            assertThat(new String(first.join(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("tidings_publish_latency_seconds_bucket{le=\"1.0E-4\"} 0")
                    .contains("tidings_bound_limit{bound=\"b\"} 7.0");
            assertThat(text.write()).isNotSameAs(first);
        }
    }
}
