package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import dev.tidings.testkit.StreamClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.Test;

/** What is measured of answers has no lifetimes of streams in it. */
class ObservationTest {

    @Test
    void streamsAreMeasuredByThemselves() {
        try (RunningApplication application = RunningApplication.start()) {
            MeterRegistry meters = application.bean(MeterRegistry.class);
            try (StreamClient client = StreamClient.open(application.port(), "/sse?email=ann@example.com")) {
                client.block();
                assertThat(meters.get("tidings.webflux.streams").gauge().value())
                        .isEqualTo(1);
                assertThat(meters.find("http.server.requests.active").longTaskTimers())
                        .allMatch(timer -> timer.activeTasks() == 0);
            }
            try (StreamClient client = StreamClient.open(application.port(), "/sse?email=nobody")) {
                assertThat(client.status()).isEqualTo(400);
            }

            Await.until(
                    "a stream is measured",
                    () -> meters.find("http.server.streams").timer() != null);
            Timer streams = meters.get("http.server.streams").timer();
            Await.until(
                    "no stream is open",
                    () -> meters.get("tidings.webflux.streams").gauge().value() == 0);
            assertThat(streams.count()).isEqualTo(1);
            assertThat(streams.getId().getTag("uri")).isEqualTo("/sse");
            Await.until(
                    "a request is measured",
                    () -> meters.find("http.server.requests").timer() != null);
            assertThat(meters.find("http.server.requests").timers())
                    .extracting(timer -> timer.getId().getTag("status"))
                    .containsExactly("400");
        }
    }
}
