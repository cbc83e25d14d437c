package dev.tidings.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.examples.publishing.Orders;
import dev.tidings.hub.event.Filter;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/publishing.md: what they publish is published once, whatever becomes of answers and of themselves. */
class PublishingDocTest {

    private static final String SOURCES = "publishing/src/main/java/dev/tidings/examples/publishing/";

    /** By the key that each one publishes with. */
    private static final Map<String, ExampleProgram> PROGRAMS = Map.of(
            "curl",
            new ExampleProgram("publishing/curl/publish"),
            "node",
            new ExampleProgram("publishing/node/publish.mjs"),
            "python",
            new ExampleProgram("publishing/python/publish.py"),
            "java",
            new ExampleProgram(SOURCES + "HttpPublisher.java"));

    private static final ExampleProgram HUB_CLIENT = new ExampleProgram(SOURCES + "HubClientPublisher.java");
    private static final ExampleProgram ORDERS = new ExampleProgram(SOURCES + "Orders.java");
    private static final ExampleProgram RELAY = new ExampleProgram(SOURCES + "OutboxRelay.java");

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    private static String events(int port) {
        return "http://127.0.0.1:" + port + "/events";
    }

    /** All of them at once, each with its own key. */
    private Map<String, Shell> publishAll(String url, String event) throws Exception {
        Map<String, Shell> running = new LinkedHashMap<>();
        for (Map.Entry<String, ExampleProgram> program : PROGRAMS.entrySet()) {
            Shell shell = program.getValue().start(url, program.getKey(), event);
            open.add(shell);
            running.put(program.getKey(), shell);
        }
        return running;
    }

    @Test
    void whoHearsNoAnswerSendsAgainAndTheEventIsPublishedOnce() throws Exception {
        String event =
                "{\"topic\":\"greeting\",\"attributes\":{\"email\":\"ann@example.com\"},\"data\":\"it's für Ann\"}";
        try (RunningHub hub = RunningHub.start()) {
            Queue<String> delivered = new ConcurrentLinkedQueue<>();
            hub.hub()
                    .subscribe(
                            Filter.topic("greeting").where("email", "ann@example.com"),
                            delivery -> delivered.add(
                                    delivery.id() + " " + delivery.event().data()));
            Map<String, LostAnswers> networks = new LinkedHashMap<>();
            Map<String, Shell> running = new LinkedHashMap<>();
            for (Map.Entry<String, ExampleProgram> program : PROGRAMS.entrySet()) {
                LostAnswers network = LostAnswers.once(hub.port());
                networks.put(program.getKey(), network);
                running.put(
                        program.getKey(), program.getValue().start(events(network.port()), program.getKey(), event));
            }
            open.addAll(running.values());
            open.addAll(networks.values());

            List<String> answered = new ArrayList<>();
            running.forEach((name, shell) -> {
                shell.awaitEnd();
                assertThat(shell.output().strip())
                        .as(name + ": " + shell.errors())
                        .matches("\\{\"id\": ?\"[a-z0-9]+-\\d+\"}");
                answered.add(shell.output().replaceAll("(?s).*\"([^\"]+-\\d+)\".*", "$1") + " it's für Ann");
            });
            Await.until("all of them", () -> delivered.size() >= answered.size());
            assertThat(delivered).containsExactlyInAnyOrderElementsOf(answered);
        }
    }

    @Test
    void hubClientSendsAgainByItself() throws Exception {
        try (RunningHub hub = RunningHub.start();
                LostAnswers network = LostAnswers.once(hub.port())) {
            Queue<String> delivered = new ConcurrentLinkedQueue<>();
            hub.hub()
                    .subscribe(
                            Filter.topic("greeting").where("email", "ann@example.com"),
                            delivery -> delivered.add(delivery.id() + "\n"));
            Shell program =
                    HUB_CLIENT.start("http://127.0.0.1:" + network.port(), "greeting", "ann@example.com", "for Ann");
            open.add(program);
            program.awaitEnd();

            Await.until("the event: " + program.errors(), () -> !delivered.isEmpty());
            assertThat(delivered).containsExactly(program.output());
        }
    }

    @Test
    void whoIsTurnedAwayWaitsAsLongAsItIsTold() throws Exception {
        Map<String, Queue<Long>> times = new ConcurrentHashMap<>();
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        busy.createContext("/events", exchange -> {
            exchange.getRequestBody().readAllBytes();
            Queue<Long> before = times.computeIfAbsent(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"), key -> new ConcurrentLinkedQueue<>());
            before.add(System.nanoTime());
            if (before.size() <= 2) {
                exchange.getResponseHeaders().add("Retry-After", "2");
                exchange.sendResponseHeaders(before.size() == 1 ? 503 : 429, -1);
            } else {
                byte[] answer = "{\"id\":\"k3fq9x2amw7t-1\"}".getBytes(US_ASCII);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        busy.start();
        open.add(() -> busy.stop(0));

        Map<String, Shell> running = publishAll(events(busy.getAddress().getPort()), "{\"topic\":\"a\",\"data\":1}");

        running.forEach((name, shell) -> {
            shell.awaitEnd();
            assertThat(shell.output()).as(name + ": " + shell.errors()).contains("k3fq9x2amw7t-1");
            List<Long> requests = List.copyOf(times.get(name));
            assertThat(requests).as(name).hasSize(3);
            for (int i = 1; i < requests.size(); i++) {
                // A clock may be read a little late.
                assertThat(requests.get(i) - requests.get(i - 1))
                        .as(name)
                        .isGreaterThan(Duration.ofMillis(1_900).toNanos());
            }
        });
    }

    @Test
    void whoIsRefusedIsToldWhy() throws Exception {
        try (RunningHub hub = RunningHub.start()) {
            publishAll(events(hub.port()), "{\"topic\":\"no topic\",\"data\":1}")
                    .forEach((name, shell) -> {
                        shell.awaitEnd();
                        assertThat(shell.output()).as(name).isEmpty();
                        assertThat(shell.errors()).as(name).contains("400", "topic: 'no topic'");
                    });
        }
    }

    @Test
    void aRelayThatIsKilledBetweenPublishingAndMarkingPublishesNothingTwice(@TempDir Path folder) throws Exception {
        int orders = 250;
        String database = "jdbc:h2:" + folder.resolve("shop");
        try (Connection connection = DriverManager.getConnection(database)) {
            Orders shop = new Orders(connection);
            for (int number = 1; number <= orders; number++) {
                shop.place(number, "ann@example.com", 10 * number);
            }
        }
        try (RunningHub hub = RunningHub.start()) {
            Queue<String> delivered = new ConcurrentLinkedQueue<>();
            hub.hub()
                    .subscribe(
                            Filter.topic("order.placed").where("email", "ann@example.com"),
                            delivery -> delivered.add(delivery.event().data()));
            try (LostAnswers network = LostAnswers.silent(hub.port());
                    Shell killed = RELAY.start(database, events(network.port()))) {
                Await.until("rows are published: " + killed.errors(), () -> !delivered.isEmpty());
            }
            assertThat(marked(database)).isZero();
            try (Shell relay = RELAY.start(database, events(hub.port()))) {
                Await.until("all rows: " + relay.errors(), () -> delivered.size() >= orders);
            }

            assertThat(delivered)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, orders)
                            .mapToObj(number -> "{\"number\":" + number + ",\"total\":" + 10 * number + "}")
                            .toList());
        }
    }

    private static long marked(String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from outbox where published")) {
            count.next();
            return count.getLong(1);
        }
    }

    @Test
    void theDocumentShowsThePrograms() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "publishing.md"));
        List<ExampleProgram> shown = new ArrayList<>(PROGRAMS.values());
        shown.addAll(List.of(HUB_CLIENT, ORDERS, RELAY));

        for (ExampleProgram program : shown) {
            assertThat(document).containsPattern("\n```[a-z]+\n" + Pattern.quote(program.source()) + "```\n");
        }
    }
}
