package dev.tidings.spring.mvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSource;
import dev.tidings.hub.event.EventId;
import dev.tidings.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an application with open streams does when it stops, whatever the container. */
@ExtendWith(OutputCaptureExtension.class)
abstract class GracefulShutdownContract {

    private static final int STREAMS = Integer.getInteger("tidings.shutdown.streams", 200);

    private final WebApplication.Container container;

    GracefulShutdownContract(WebApplication.Container container) {
        this.container = container;
    }

    @Test
    @Timeout(120)
    void streamsEndBeforeTheServerWaitsAndClientsComeBackWithoutALoss(@TempDir Path folder, CapturedOutput output) {
        WebApplication first = start(0, folder);
        int port = first.port();
        AtomicInteger opened = new AtomicInteger();
        Set<Integer> told = ConcurrentHashMap.newKeySet();
        List<EventSource> clients = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                int number = i;
                clients.add(EventSource.builder(first.uri("/sse?email=ann@example.com"))
                        .onOpen(opened::incrementAndGet)
                        .onMessage(message -> told.add(number))
                        .open());
            }
            Await.until("all streams are open", () -> opened.get() == STREAMS && first.streams() == STREAMS);
            // Whoever leaves at the last moment holds nothing up either.
            first.open("/sse?email=ann@example.com").close();

            first.close();

            assertThat(output).doesNotContain("still running after timeout", "still active");
            try (WebApplication second = start(port, folder)) {
                EventId missed = second.emit(new FilterVerified("ann@example.com", true));
                Await.until("all clients are back and have been told " + missed, () -> told.size() == STREAMS);
                assertThat(second.streams()).isGreaterThanOrEqualTo(STREAMS);
                clients.forEach(EventSource::close);
            }
        } finally {
            clients.forEach(EventSource::close);
        }
    }

    @Test
    @Timeout(60)
    void anApplicationThatIsStoppedAndStartedTakesStreamsAgain(@TempDir Path folder) {
        try (WebApplication application = start(0, folder)) {
            for (int i = 0; i < 2; i++) {
                application.restart();

                try (EventStream stream = application.open("/sse?email=ann@example.com")) {
                    stream.next("id");
                    application.emit(new FilterVerified("ann@example.com", true));
                    assertThat(stream.next("data")).isEqualTo("{\"isVerified\":true}");
                }
            }
        }
    }

    private WebApplication start(int port, Path folder) {
        return WebApplication.start(
                container,
                ControllerStreamContract.Application.class,
                "server.port=" + port,
                "server.shutdown=graceful",
                "server.tomcat.max-connections=20000",
                "tidings.log.directory=" + folder,
                "tidings.stream.heartbeat=1s");
    }
}
