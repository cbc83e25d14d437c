package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.SseServer;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/clients.md, each with a client that somebody else wrote, all of them at once. */
class ForeignClientsTest {

    /** With a plus, which a client that takes queries apart would make a space of. */
    private static final String ANN = "ann+news@example.com";

    private static final Subscription EVERYTHING = Subscription.of(Filter.all());

    private static final String BOB = "bob@example.com";

    private final List<Follower> followers = new ArrayList<>();
    private final List<Cutter> networks = new ArrayList<>();
    private final StringBuilder expected = new StringBuilder();
    private int number;

    private record Follower(ForeignClient client, Shell program) {}

    @AfterEach
    void end() {
        followers.forEach(follower -> follower.program().close());
        networks.forEach(Cutter::close);
    }

    private void start(ForeignClient client, URI stream) throws Exception {
        followers.add(new Follower(client, client.follow(stream)));
    }

    private static URI hers(int port) {
        return URI.create("http://127.0.0.1:" + port + "/sse?topic=filter.*&email=ann%2Bnews%40example.com");
    }

    /** Events for Ann, of which each client has to write a line, among others. */
    private void publish(Hub hub, int count) {
        for (int i = 0; i < count; i++) {
            number++;
            String data = switch (number % 5) {
                case 0 -> "";
                case 1 -> "{\"number\":%d,\"text\":\"für Ann ✓\"}".formatted(number);
                case 2 -> "two\nlines, the %dth".formatted(number);
                default -> "  " + "x".repeat(number);
            };
            Event event = Event.of("filter.verified", data).with("email", ANN);
            String type = "message";
            if (number % 3 == 0) {
                type = "note";
                event = event.withType(type);
            }
            publish(hub, Event.of("filter.verified", "for Bob").with("email", BOB));
            publish(hub, Event.of("invoice.paid", "of another topic").with("email", ANN));
            expected.append(publish(hub, event)).append(' ');
            expected.append(type).append(' ').append(data).append('\n');
        }
    }

    private static EventId publish(Hub hub, Event event) {
        return hub.publish(event).toCompletableFuture().join();
    }

    private void assertAllReceived() {
        for (Follower follower : followers) {
            Shell program = follower.program();
            String everything = expected.toString();
            try {
                Await.until("all events", () -> program.output().length() >= everything.length());
            } catch (AssertionError tooFew) {
                // What is missing is shown below.
            }
            assertThat(program.output())
                    .as("%s: %s", follower.client(), program.errors())
                    .isEqualTo(everything);
        }
    }

    @Test
    void eachEventComesOnceHoweverOftenTheConnectionIsCut() throws Exception {
        Random random = RandomSeed.random("ForeignClientsTest");
        // Often: comments and ids without data are among the events, and are none.
        ServerLimits limits = ServerLimits.DEFAULT.withHeartbeat(Duration.ofMillis(50));
        try (RunningHub hub = RunningHub.start(settings -> settings.limits(limits))) {
            for (ForeignClient client : ForeignClient.values()) {
                // The first time before there was any event.
                Queue<Integer> bytes = new ConcurrentLinkedQueue<>(
                        List.of(0, 100 + random.nextInt(1_000), 100 + random.nextInt(1_000)));
                Cutter network = Cutter.start(hub.port(), () -> bytes.isEmpty() ? Cutter.NEVER : bytes.remove());
                networks.add(network);
                start(client, hers(network.port()));
            }
            awaitCuts(1);
            publish(hub.hub(), 60);
            awaitCuts(3);
            publish(hub.hub(), 5);

            assertAllReceived();
        }
    }

    private void awaitCuts(int count) {
        for (int i = 0; i < networks.size(); i++) {
            Cutter network = networks.get(i);
            Await.until(followers.get(i) + " is cut off", () -> network.cuts() >= count);
        }
    }

    @Test
    void eachEventComesOnceThoughTheHubIsRestarted(@TempDir Path folder) throws Exception {
        int port;
        try (Hub hub = durable(folder);
                SseServer server = serve(hub, 0)) {
            port = server.port();
            for (ForeignClient client : ForeignClient.values()) {
                start(client, hers(port));
            }
            Await.until(
                    "all are there",
                    () -> hub.count(EVERYTHING).toCompletableFuture().join() == followers.size());
            publish(hub, 5);
            assertAllReceived();
        }
        try (Hub hub = durable(folder)) {
            publish(hub, 5);
            try (SseServer server = serve(hub, port)) {
                assertThat(server.port()).isEqualTo(port);
                publish(hub, 5);
                assertAllReceived();
            }
        }
    }

    private static Hub durable(Path folder) {
        return Hub.builder().log(RocksLog.open(folder)).open();
    }

    private static SseServer serve(Hub hub, int port) {
        return SseServer.builder(hub).port(port).drain(DrainPeriods.NONE).start();
    }

    @Test
    void whoIsTurnedAwayForNowComesBackAndWhoIsRefusedEnds() throws Exception {
        Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            String client = exchange.getRequestURI().getPath();
            int count = requests.computeIfAbsent(client, path -> new AtomicInteger())
                    .incrementAndGet();
            exchange.sendResponseHeaders(count == 1 ? 503 : 403, -1);
            exchange.close();
        });
        gateway.start();
        try {
            for (ForeignClient client : ForeignClient.values()) {
                start(
                        client,
                        URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/" + client));
            }
            for (Follower follower : followers) {
                follower.program().awaitEnd();
                assertThat(follower.program().errors()).as(follower.toString()).contains("403");
                assertThat(requests.get("/" + follower.client()))
                        .as(follower.toString())
                        .hasValue(2);
            }
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void theDocumentShowsThePrograms() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "clients.md"));

        for (String source : ForeignClient.sources()) {
            assertThat(document).containsPattern("\n```[a-z]+\n" + Pattern.quote(source) + "```\n");
        }
    }
}
