package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidings publish} in a process of its own, against a hub. */
class PublishCommandTest {

    @TempDir
    private Path folder;

    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    private record Ended(int exitCode, String out, String err) {}

    private Ended publish(Map<String, String> environment, String input, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("publish"));
        arguments.addAll(List.of(options));
        try (ServeProcess publish = ServeProcess.start(folder, environment, arguments.toArray(String[]::new))) {
            // At the same time: it does not go on reading while nobody reads what it writes.
            CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(publish, input));
            String out = publish.output();
            fed.join();
            return new Ended(publish.awaitExit(), out, publish.errors());
        }
    }

    private static void feed(ServeProcess process, String input) {
        try (OutputStream standardInput = process.input()) {
            standardInput.write(input.getBytes(UTF_8));
        } catch (IOException itReadsNoFurther) {
            // What it says about that is what the test is about.
        }
    }

    private RunningHub watched() {
        RunningHub hub = RunningHub.start();
        hub.hub().subscribe(Filter.all(), deliveries::add);
        return hub;
    }

    private List<String> data() {
        return deliveries.stream().map(delivery -> delivery.event().data()).toList();
    }

    @Test
    void oneEventIsMadeOfItsOptionsAndItsIdIsPrinted() throws Exception {
        Path file = Files.writeString(folder.resolve("data.json"), "{\"grüße\":\n 1}");
        try (RunningHub hub = watched()) {
            Ended ended = publish(
                    Map.of("TIDINGS_URL", hub.uri("").toString()),
                    "",
                    "--topic",
                    "filter.verified",
                    "--with",
                    "email=ann=a@example.com",
                    "--with",
                    "email=bob@example.com",
                    "--type",
                    "verified",
                    "--data",
                    "@" + file);

            assertThat(ended)
                    .as(ended.err())
                    .matches(it -> it.exitCode() == 0 && it.err().isEmpty());
            Await.until("it is delivered", () -> deliveries.size() == 1);
            Delivery delivery = deliveries.get(0);
            assertThat(ended.out()).isEqualTo(delivery.id() + "\n");
            assertThat(delivery.event().topic()).isEqualTo("filter.verified");
            assertThat(delivery.event().values("email")).containsExactly("ann=a@example.com", "bob@example.com");
            assertThat(delivery.event().type()).isEqualTo("verified");
            assertThat(delivery.event().data()).isEqualTo("{\"grüße\":\n 1}");
        }
    }

    @Test
    void theDataOfOneEventMayComeIn() throws Exception {
        try (RunningHub hub = watched()) {
            Ended ended =
                    publish(Map.of(), "two\nlines\n", hub.uri("/events").toString(), "--topic", "a", "--data", "-");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            Await.until("it is delivered", () -> deliveries.size() == 1);
            assertThat(data()).containsExactly("two\nlines\n");
        }
    }

    @Test
    void manyLinesArePublishedInOrderWithTheirIds() throws Exception {
        int count = 20_000;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"topic\":\"a\",\"data\":").append(i).append("}\n");
        }
        try (RunningHub hub = watched()) {
            Ended ended = publish(Map.of(), lines.toString(), hub.uri("").toString(), "--ids");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            Await.until("it is delivered", () -> deliveries.size() == count);
            for (int i = 0; i < count; i++) {
                assertThat(deliveries.get(i).event().data()).isEqualTo("" + i);
            }
            assertThat(ended.out().lines())
                    .containsExactlyElementsOf(
                            deliveries.stream().map(it -> it.id().toString()).toList());
        }
    }

    @Test
    void aLineIsPublishedBeforeTheNextOneIsThere() throws Exception {
        try (RunningHub hub = watched();
                ServeProcess publish = ServeProcess.start(
                        folder, Map.of(), "publish", hub.uri("").toString(), "--ids")) {
            OutputStream input = publish.input();
            for (int i = 0; i < 3; i++) {
                input.write(("{\"topic\":\"a\",\"data\":" + i + "}\n").getBytes(UTF_8));
                input.flush();
                assertThat(publish.readLine()).contains("-");
            }
            input.close();

            assertThat(publish.awaitExit()).isZero();
            Await.until("it is delivered", () -> deliveries.size() == 3);
            assertThat(data()).containsExactly("0", "1", "2");
        }
    }

    @Test
    void aMalformedLineIsNamedAndNothingBehindItIsPublished() throws Exception {
        String lines = "{\"topic\":\"a\",\"data\":1}\n\n{\"topic\":\"a\",\"dta\":2}\n{\"topic\":\"a\",\"data\":3}\n";
        try (RunningHub hub = watched()) {
            Ended ended = publish(Map.of(), lines, hub.uri("").toString());

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err().lines().toList())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("tidings publish: line 3, column ")
                                    .contains("'dta'"),
                            line -> assertThat(line).isEqualTo("tidings publish: 1 event published, 1 not"));
            hub.publish(Event.of("a", "end"));
            Await.until("it is delivered", () -> data().contains("end"));
            assertThat(data()).containsExactly("1", "end");
        }
    }

    @Test
    void withKeepGoingWhatIsWrongIsLeftOut() throws Exception {
        String lines = "{\"topic\":\"a\",\"data\":1}\nnothing\n{\"topic\":\"a\",\"data\":3}\n";
        try (RunningHub hub = watched()) {
            Ended ended = publish(Map.of(), lines, hub.uri("").toString(), "--keep-going");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err()).contains("line 2, column 1: ", "2 events published, 1 not");
            Await.until("it is delivered", () -> deliveries.size() == 2);
            assertThat(data()).containsExactly("1", "3");
        }
    }

    @Test
    void aRefusalNamesItsLineAndItsReason() throws Exception {
        Access access = Access.rules()
                .tokens(TokenRules.builder(TokenKeys.secret(SignedTokens.SECRET))
                        .algorithms(TokenAlgorithm.HS256)
                        .build())
                .build();
        try (RunningHub hub = RunningHub.start(settings -> settings.access(access))) {
            String token = SignedTokens.token(SignedTokens.claims("ann")
                    .claim("tidings", Map.of("publish", List.of(Map.of("topics", List.of("mine"))))));

            Ended ended = publish(
                    Map.of("TIDINGS_TOKEN", token),
                    "{\"topic\":\"mine\",\"data\":1}\n{\"topic\":\"yours\",\"data\":2}\n",
                    hub.uri("").toString());

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err().lines().toList())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("tidings publish: line 2: the hub refuses it with 403: ")
                                    .contains("'yours'"),
                            line -> assertThat(line).isEqualTo("tidings publish: 1 event published, 1 not"));
        }
    }

    @Test
    void aHubThatIsNotThereIsAnotherExitCode() throws Exception {
        int nobody = freePort();

        Ended ended = publish(
                Map.of(), "", "http://127.0.0.1:" + nobody, "--topic", "a", "--data", "1", "--timeout", "200ms");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("tidings publish: http://127.0.0.1:" + nobody
                                        + ": cannot connect; trying again"),
                        line -> assertThat(line).startsWith("tidings publish: it was not published: "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
