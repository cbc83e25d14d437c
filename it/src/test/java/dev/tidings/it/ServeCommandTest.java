package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tidings.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidings serve} as a process: what it says, what it answers to signals, and how it ends. */
@Timeout(120)
class ServeCommandTest {

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;

    /** Short, so that a stop takes no longer than it has to. */
    private static final Map<String, String> SHORT_DRAIN =
            Map.of("TIDINGS_SERVER_DRAIN_REFUSE", "200ms", "TIDINGS_SERVER_DRAIN_STREAMS", "200ms");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @Test
    void theReadyLineNamesThePortThatIsReallyUsed() throws Exception {
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve", "--port", "0")) {
            URI uri = hub.awaitReady();

            assertThat(uri.getHost()).isEqualTo("127.0.0.1");
            assertThat(uri.getPort()).isPositive();
            assertThat(get(uri.resolve("/health/ready"))).isEqualTo(200);
            assertThat(get(uri.resolve("/"))).isEqualTo(200);
        }
    }

    @Test
    void theFileInTheWorkingFolderIsFoundAndItsEndpointServed() throws Exception {
        write("""
                server: {port: 0}
                endpoints:
                  /sse: {topics: [filter.verified], attributes: {email: {required: true}}}
                """);
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve")) {
            URI uri = hub.awaitReady();

            assertThat(get(uri.resolve("/sse?emial=ann%40example.com"))).isEqualTo(400);
            try (BufferedReader stream = stream(uri.resolve("/sse?email=ann%40example.com"))) {
                publish(uri, "bob@example.com", "not for Ann");
                publish(uri, "ann@example.com", "for Ann");

                assertThat(firstData(stream)).isEqualTo("data: for Ann");
            }
        }
    }

    @Test
    void sigtermEndsOpenStreamsAndTheProcessWithZero() throws Exception {
        try (ServeProcess hub = ServeProcess.start(folder, SHORT_DRAIN, "serve", "--port", "0")) {
            URI uri = hub.awaitReady();
            try (BufferedReader stream = stream(uri.resolve("/sse"))) {
                hub.signal("TERM");

                assertThat(stream.lines()).noneMatch(line -> line.startsWith("data:"));
            }
            assertThat(hub.awaitExit()).as(hub.errors()).isZero();
            assertThat(hub.errors()).contains("stopping", "stopped").doesNotContain("ERROR", "Exception");
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        assumeHeard(SIGINT);
        Map<String, String> longDrain = Map.of("TIDINGS_SERVER_DRAIN_REFUSE", "1h");
        try (ServeProcess hub = ServeProcess.start(folder, longDrain, "serve", "--port", "0")) {
            URI uri = hub.awaitReady();
            try (BufferedReader stream = stream(uri.resolve("/sse"))) {
                hub.signal("INT");
                while (get(uri.resolve("/health/ready")) == 200) {
                    Thread.onSpinWait();
                }
                assertThat(hub.isAlive()).isTrue();
                hub.signal("INT");

                assertThat(hub.awaitExit()).isEqualTo(130);
                assertThatThrownBy(() -> stream.lines().count()).isInstanceOf(UncheckedIOException.class);
            }
        }
    }

    /** What a process ignores its children ignore as well: nohup, and what a script starts in the background. */
    private static void assumeHeard(int signal) throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
        assumeFalse((Long.parseUnsignedLong(ignored, 16) >> (signal - 1) & 1) == 1, "signal " + signal + " is ignored");
    }

    private static boolean saysOnStandardError(ServeProcess hub, String text) {
        try {
            return hub.errors().contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sighupEndsNothing() throws Exception {
        assumeHeard(SIGHUP);
        try (ServeProcess hub = ServeProcess.start(folder, SHORT_DRAIN, "serve", "--port", "0")) {
            URI uri = hub.awaitReady();
            hub.signal("HUP");
            Await.until("a word about SIGHUP", () -> saysOnStandardError(hub, "SIGHUP"));

            assertThat(get(uri.resolve("/health/ready"))).isEqualTo(200);
            hub.signal("TERM");
            assertThat(hub.awaitExit()).isZero();
        }
    }

    @Test
    void sighupTakesOverAccessAndEndpointsAllOrNothing() throws Exception {
        assumeHeard(SIGHUP);
        String access = "access: {anonymous: {subscribe: [{topics: [a, b]}]}}\n";
        write("server: {port: 0}\nendpoints:\n  /a: {topics: [a]}\n  /b: {topics: [b]}\n" + access);
        try (ServeProcess hub = ServeProcess.start(folder, SHORT_DRAIN, "serve")) {
            URI uri = hub.awaitReady();
            try (BufferedReader gone = stream(uri.resolve("/a"));
                    BufferedReader stays = stream(uri.resolve("/b"))) {
                write("server: {port: 0}\nendpoints:\n  /b: {topics: [b]}\n  /c: {topics: 5}\n" + access);
                hub.signal("HUP");
                Await.until(
                        "a word about the mistake",
                        () -> saysOnStandardError(hub, "SIGHUP: nothing has changed: tidings.yaml line 4, column"));
                assertThat(get(uri.resolve("/c"))).isEqualTo(404);

                write("server: {port: 1}\nendpoints:\n  /b: {topics: [b]}\n  /c: {topics: [b]}\n" + access);
                hub.signal("HUP");
                assertThat(firstData(gone)).isEqualTo("data: {\"reason\":\"revoked\"}");
                assertThat(gone.lines()).noneMatch(line -> line.startsWith("data:"));
                Await.until(
                        "a word about the rest",
                        () -> saysOnStandardError(hub, "SIGHUP: needs a restart: server.port")
                                && saysOnStandardError(hub, "streams that ended over it: 1"));
                assertThat(get(uri.resolve("/a"))).isEqualTo(404);
                try (BufferedReader more = stream(uri.resolve("/c"))) {
                    assertThat(more.ready()).isFalse();
                }
                hub.signal("TERM");
                assertThat(stays.lines()).noneMatch(line -> line.contains("revoked"));
            }
            assertThat(hub.awaitExit()).as(hub.errors()).isZero();
        }
    }

    @Test
    void aPortInUseIsToldWithARemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServeProcess hub =
                        ServeProcess.start(folder, Map.of(), "serve", "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(hub.awaitExit()).as(hub.errors()).isEqualTo(1);
            assertThat(lastLine(hub))
                    .startsWith("tidings: cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("in use", "--port 0");
        }
    }

    @Test
    void aWrongConfigurationIsToldWithItsLineAndNothingStarts() throws Exception {
        write("server:\n  prot: 1\n");
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve")) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.errors())
                    .isEqualTo("tidings: tidings.yaml line 2, column 3: server: unknown key 'prot'"
                            + " (did you mean 'port'?)\n");
        }
    }

    @Test
    void anAddressThatOthersReachNeedsAccess() throws Exception {
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve", "--host", "0.0.0.0", "--port", "0")) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(lastLine(hub)).startsWith("tidings: host: 0.0.0.0").contains("access: open");
        }
        write("access: open\n");
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve", "--host", "0.0.0.0", "--port", "0")) {
            URI uri = hub.awaitReady();

            assertThat(uri.getHost()).isEqualTo("0.0.0.0");
            assertThat(get(URI.create("http://127.0.0.1:" + uri.getPort() + "/health/ready")))
                    .isEqualTo(200);
        }
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("tidings.yaml"), yaml);
    }

    private int get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private void publish(URI uri, String email, String data) throws IOException, InterruptedException {
        String event = "{\"topic\": \"filter.verified\", \"attributes\": {\"email\": \"%s\"}, \"data\": \"%s\"}"
                .formatted(email, data);
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** A stream whose subscription is in place: its first block was read. */
    private BufferedReader stream(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
        while (!reader.readLine().isEmpty()) {
            // The priming block.
        }
        return reader;
    }

    private static String firstData(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data:")) {
            line = stream.readLine();
        }
        return line;
    }

    private static String lastLine(ServeProcess hub) throws IOException {
        String errors = hub.errors().strip();
        return errors.substring(errors.lastIndexOf('\n') + 1);
    }
}
