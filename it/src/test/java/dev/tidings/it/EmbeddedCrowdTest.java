package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.it.ProbedExample.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients of a Spring example, of whom some never read: the others get everything, threads do not grow with connections, and all
 * of them are let go when the application ends. How fast the others get it is measured by {@code bench/embedded}. With {@code
 * -Dtidings.embedded.crowd=500} there are so many.
 */
class EmbeddedCrowdTest {

    private static final int CLIENTS = Integer.getInteger("tidings.embedded.crowd", 100);
    private static final int DEAD = CLIENTS / 20;
    private static final int EARLY = 10;
    /** 4 KiB: the server's side is full soon. */
    private static final int SMALL_BUFFER = 4 << 10;

    private static final int EVENTS = 60;
    private static final int EVENT_BYTES = 64 << 10;

    /** What a container's pool may still grow by, however many clients there are. */
    private static final int THREADS = 20;

    @TempDir
    private Path folder;

    private ProbedExample application;
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
    }

    @ParameterizedTest
    @EnumSource
    void thoseWhoNeverReadHarmNobodyAndTheApplicationEnds(Kind kind) throws IOException, InterruptedException {
        try (ProbedExample started = ProbedExample.start(
                kind, folder, "--server.shutdown=graceful", "--server.tomcat.connection-timeout=4s")) {
            application = started;
            serveAndEnd();
        }
    }

    private void serveAndEnd() throws InterruptedException {
        open(EARLY, application::connect);
        int threads = application.holdings(false).get("threads").intValue();
        open(DEAD, () -> RawClient.connect(application.port(), Protocol.HTTP_1_1, SMALL_BUFFER));
        List<RawStream> readers = open(CLIENTS - DEAD, application::connect);
        assertThat(application.holdings(false).get("threads").intValue())
                .as("threads, with %d connections more", CLIENTS)
                .isLessThan(threads + THREADS);

        application.post("/probe/burst?room=crowd&events=" + EVENTS + "&bytes=" + EVENT_BYTES);
        for (int event = 0; event < EVENTS; event++) {
            for (RawStream reader : readers) {
                assertThat(reader.nextBlock()).contains("data: \"" + event + "x");
            }
        }

        assertThat(application.holdings(false).get("members").intValue()).isGreaterThanOrEqualTo(CLIENTS - DEAD);
        long millis = application.end();
        assertThat(millis).as("milliseconds, of a period of 30 s").isLessThan(30_000);
        assertThat(application.log()).doesNotContain("Failed to shut down").doesNotContain("aborted");
    }

    private List<RawStream> open(int count, Supplier<RawClient> connect) {
        List<RawStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = connect.get();
            clients.add(client);
            streams.add(application.open(client, "/probe/room?room=crowd"));
        }
        return streams;
    }
}
