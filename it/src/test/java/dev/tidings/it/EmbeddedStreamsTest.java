package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.it.ProbedExample.Kind;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The Spring examples from outside, as people use such applications: what is refused, what a stream does when something goes wrong, what
 * is left behind. One application for all of it: it has to take all of it. {@code -Dtidings.embedded.clients=20000} has so many come and
 * go.
 */
class EmbeddedStreamsTest {

    private static final int VISITORS = Integer.getInteger("tidings.embedded.clients", 1000);
    private static final int WARMUP = 300;

    /** A subscriber, its connection in the container, and what its framework keeps of a request take several times as much. */
    private static final long NOISE_BYTES_EACH = 200;

    /** What goes up and down between two collections by itself: a container's pools above all, though they are kept small here. */
    private static final long NOISE_BYTES = 4 << 20;

    private static final String[] SETTINGS = {
        "--tidings.stream.heartbeat=500ms",
        "--server.tomcat.processor-cache=20",
        "--server.tomcat.threads.max=20",
        "--server.jetty.threads.max=20"
    };

    @TempDir
    private Path folder;

    private ProbedExample application;

    @ParameterizedTest
    @EnumSource
    void applicationTakesWhatPeopleDoToIt(Kind kind) throws IOException {
        try (ProbedExample started = ProbedExample.start(kind, folder, SETTINGS)) {
            application = started;
            takeAll(kind);
        }
    }

    private void takeAll(Kind kind) {
        invalidQueryIsRefusedBeforeTheStream();
        otherMethodIsRefused();
        emptyStreamIsOpenAndShowsSignsOfLife();
        burstComesWholeAndInOrder();
        faultBehindTheHeadConcernsOneEvent();
        clientThatGoesWhileItIsWrittenToIsNoNews();
        nothingIsLeftOfWhoeverCameAndWent(kind);

        // Spring has a line for what it refuses. Of all the rest, only the fault of the application's own code is worth
        // one.
        assertThat(application.noise())
                .filteredOn(line -> !line.contains("DefaultHandlerExceptionResolver"))
                .singleElement()
                .asString()
                .contains("dev.tidings.emitter", "a fault of the application");
    }

    private void invalidQueryIsRefusedBeforeTheStream() {
        for (String target : List.of("/sse", "/sse?email=nobody")) {
            try (RawClient client = application.connect()) {
                client.send("GET " + target
                        + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n");
                RawClient.Head head = client.readHead();
                String body = new String(client.readToEnd(), UTF_8);

                assertThat(head.status()).as(target).isEqualTo(400);
                assertThat(body).as(target).contains("400");
            }
        }
    }

    private void otherMethodIsRefused() {
        try (RawClient client = application.connect()) {
            client.send("DELETE /sse?email=ann%40example.com HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(client.readHead().status()).isEqualTo(405);
        }
    }

    private void emptyStreamIsOpenAndShowsSignsOfLife() {
        try (RawClient client = application.connect()) {
            RawStream stream = application.open(client, "/probe/room?room=empty");
            application.post("/probe/emit?room=other&text=not-for-it");

            assertThat(stream.nextBlockOrComment()).matches("id: [a-z0-9]+-[0-9]+\n\n|:\n\n");
            assertThat(stream.nextBlockOrComment()).matches("id: [a-z0-9]+-[0-9]+\n\n|:\n\n");
        }
    }

    private void burstComesWholeAndInOrder() {
        try (RawClient client = application.connect()) {
            RawStream stream = application.open(client, "/probe/room?room=burst");
            application.post("/probe/burst?room=burst&events=50&bytes=65536");

            for (int i = 0; i < 50; i++) {
                assertThat(dataOf(stream)).isEqualTo("\"" + i + "x".repeat(65536) + "\"");
            }
        }
    }

    private void faultBehindTheHeadConcernsOneEvent() {
        try (RawClient client = application.connect()) {
            RawStream stream = application.open(client, "/probe/room?room=broken");
            application.post("/probe/emit?room=broken&text=fault");
            application.post("/probe/emit?room=broken&text=next");

            assertThat(dataOf(stream)).isEqualTo("\"next\"");
            assertThat(holds("mapFailures")).isPositive();
        }
    }

    /** The data of the next message, which is one line. */
    private static String dataOf(RawStream stream) {
        String block = stream.nextBlock();
        while (!block.contains("data: ")) {
            block = stream.nextBlock();
        }
        return block.substring(block.indexOf("data: ") + 6, block.length() - 2);
    }

    private void clientThatGoesWhileItIsWrittenToIsNoNews() {
        for (int i = 0; i < 20; i++) {
            RawClient client = application.connect();
            RawStream stream = application.open(client, "/probe/room?room=gone");
            application.post("/probe/burst?room=gone&events=20&bytes=65536");
            stream.nextByte();
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }
        awaitNobody();
    }

    private void nothingIsLeftOfWhoeverCameAndWent(Kind kind) {
        Random random = RandomSeed.random("nothingIsLeftOfWhoeverCameAndWent");
        comeAndGo(WARMUP, random);
        JsonNode before = application.holdings(true);

        comeAndGo(VISITORS, random);

        // Told once a second.
        Await.until("no audience is left", () -> holds("audiences") == 0);
        Await.until("nothing is left in the heap", () -> grown(before) < NOISE_BYTES + VISITORS * NOISE_BYTES_EACH);
        JsonNode after = application.holdings(true);
        System.out.printf("%s: %d came and went; before %s, after %s%n", kind, VISITORS, before, after);
        assertThat(after.get("listeners")).isEqualTo(before.get("listeners"));
    }

    private long grown(JsonNode before) {
        return application.holdings(true).get("heapBytes").longValue()
                - before.get("heapBytes").longValue();
    }

    /** Ten at a time. */
    private void comeAndGo(int count, Random random) {
        List<RawClient> present = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = application.connect();
            application.open(client, "/sse?email=visitor" + i + "%40example.com");
            present.add(client);
            if (present.size() == 10) {
                leave(present.remove(random.nextInt(10)), random);
            }
        }
        present.forEach(client -> leave(client, random));
        awaitNobody();
    }

    private int holds(String what) {
        return application.holdings(false).get(what).intValue();
    }

    private static void leave(RawClient client, Random random) {
        if (random.nextBoolean()) {
            client.reset();
        } else {
            client.close();
        }
    }

    private void awaitNobody() {
        Await.until("nobody is subscribed", () -> holds("members") == 0);
    }
}
