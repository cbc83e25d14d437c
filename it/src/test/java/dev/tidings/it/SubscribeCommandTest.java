package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidings subscribe} in a process of its own, against a hub. */
class SubscribeCommandTest {

    @TempDir
    private Path folder;

    private ServeProcess subscribe(Map<String, String> environment, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("subscribe"));
        arguments.addAll(List.of(options));
        return ServeProcess.start(folder, environment, arguments.toArray(String[]::new));
    }

    private static Event note(String data) {
        return Event.of("note", data);
    }

    @Test
    void eachEventIsAJsonObjectOnALineAsSoonAsItIsThere() throws Exception {
        try (RunningHub hub = RunningHub.start();
                ServeProcess process = subscribe(
                        Map.of("TIDINGS_URL", hub.uri("").toString()),
                        "--json",
                        "--topic",
                        "note",
                        "--with",
                        "a=ä+&")) {
            awaitSubscriber(hub);
            hub.publish(note("for nobody"));
            String id = hub.publish(note("1\n\u001b\"ö\u0000").with("a", "ä+&").withType("t"))
                    .toString();

            assertThat(process.readLine())
                    .isEqualTo("{\"id\":\"" + id + "\",\"type\":\"t\",\"data\":\"1\\n\\u001B\\\"ö\\u0000\"}");

            process.signal("TERM");
            assertThat(process.awaitExit()).isZero();
            assertThat(process.errors()).isEmpty();
        }
    }

    @Test
    void whatWouldCommandATerminalIsShownToPeople() throws Exception {
        try (RunningHub hub = RunningHub.start()) {
            String first = hub.publish(note("\u001b[2Jred\u009b\u007f")).toString();
            String second = hub.publish(note("two\nlines").withType("greeting")).toString();
            String[] options = {hub.uri("").toString(), "--last", "2", "--count", "2"};

            try (ServeProcess plain = subscribe(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), options);
                    ServeProcess coloured = subscribe(Map.of("CLICOLOR_FORCE", "1"), options)) {
                assertThat(plain.output())
                        .isEqualTo(first + " \u241b[2Jred\ufffd\u2421\n" + second + " greeting\ntwo\nlines\n");
                assertThat(coloured.output())
                        .contains("\u001b[2m" + second + "\u001b[", "\u001b[36mgreeting\u001b[")
                        .doesNotContain("\u001b[2J");
                assertThat(plain.awaitExit()).isZero();
                assertThat(coloured.awaitExit()).isZero();
            }
        }
    }

    @Test
    void withAStateFileItGoesOnWhereItEnded() throws Exception {
        Path state = folder.resolve("last-id");
        try (RunningHub hub = RunningHub.start()) {
            String url = hub.uri("").toString();
            for (int i = 0; i < 5; i++) {
                hub.publish(note("" + i));
            }
            try (ServeProcess first =
                    subscribe(Map.of(), url, "--json", "--last", "5", "--count", "2", "--state", "last-id")) {
                assertThat(first.output())
                        .contains("\"data\":\"0\"", "\"data\":\"1\"")
                        .hasLineCount(2);
                assertThat(first.awaitExit()).isZero();
            }
            // The others were on their way already; what was not printed comes now.
            try (ServeProcess second = subscribe(Map.of(), url, "--json", "--count", "3", "--state", "last-id")) {
                assertThat(second.output())
                        .contains("\"data\":\"2\"", "\"data\":\"3\"", "\"data\":\"4\"")
                        .hasLineCount(3);
            }
            assertThat(Files.readString(state))
                    .isEqualTo(hub.publish(note("5")).toString().replaceAll("6$", "5") + "\n");
        }
    }

    @Test
    void anIdIsStoredBeforeTheFirstEvent() throws Exception {
        Path state = folder.resolve("last-id");
        try (RunningHub hub = RunningHub.start()) {
            String[] options = {hub.uri("").toString(), "--json", "--state", "last-id", "--count", "1"};
            try (ServeProcess first = subscribe(Map.of(), options)) {
                Await.until("an id is there", () -> Files.exists(state));
                first.kill();
            }
            hub.publish(note("meanwhile"));
            try (ServeProcess second = subscribe(Map.of(), options)) {
                assertThat(second.output()).contains("\"data\":\"meanwhile\"");
            }
        }
    }

    @Test
    void aGapIsToldAndIsALineOfAPipe() throws Exception {
        Files.writeString(folder.resolve("last-id"), "k3fq9x2amw7t-7\n");
        try (RunningHub hub = RunningHub.start()) {
            hub.publish(note("1"));
            try (ServeProcess process =
                    subscribe(Map.of(), hub.uri("").toString(), "--json", "--state", "last-id", "--count", "1")) {
                List<String> lines = process.output().lines().toList();

                assertThat(lines).hasSize(2);
                assertThat(lines.get(0)).contains("\"type\":\"tidings.gap\"", "unknown");
                assertThat(lines.get(1)).contains("\"data\":\"1\"");
                assertThat(process.errors()).isEqualTo("tidings subscribe: gap: events may be missing (unknown)\n");
            }
        }
    }

    @Test
    void aRefusalIsFinalAndSaysWhatTheHubSays() throws Exception {
        try (RunningHub hub = RunningHub.start();
                ServeProcess process = subscribe(Map.of(), hub.uri("").toString(), "--last", "-1")) {
            assertThat(process.output()).isEmpty();
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.errors())
                    .startsWith("tidings subscribe: status: 400 (expected: 200): last: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void onceTriesOnce() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (ServeProcess process = subscribe(Map.of(), "http://127.0.0.1:" + nobody, "--once")) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.errors())
                    .isEqualTo("tidings subscribe: nobody answers at http://127.0.0.1:" + nobody + "\n");
        }
    }

    @Test
    void itEndsQuietlyWhenNobodyReadsOn() throws Exception {
        try (RunningHub hub = RunningHub.start();
                ServeProcess process = subscribe(Map.of(), hub.uri("").toString(), "--json")) {
            awaitSubscriber(hub);
            hub.publish(note("read"));
            assertThat(process.readLine()).contains("read");
            process.stopReading();
            hub.publish(note("not read"));

            assertThat(process.awaitExit()).isZero();
            assertThat(process.errors()).isEmpty();
        }
    }

    private static void awaitSubscriber(RunningHub hub) {
        Await.until("somebody subscribes", () -> Scrape.of(hub.port()).value("tidings_streams") == 1);
    }
}
