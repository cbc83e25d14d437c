package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidings log} beside a hub that runs, and a hub that goes on from a backup. */
@Timeout(120)
class LogCommandTest {

    private static final Map<String, String> SHORT_DRAIN =
            Map.of("TIDINGS_SERVER_DRAIN_REFUSE", "200ms", "TIDINGS_SERVER_DRAIN_STREAMS", "200ms");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @Test
    void aHubGoesOnFromABackupAndItsClientsAreToldOfWhatIsLost() throws Exception {
        String first;
        String lost;
        try (ServeProcess hub = ServeProcess.start(folder, SHORT_DRAIN, "serve", "--port", "0")) {
            URI uri = hub.awaitReady();
            first = publish(uri, "first");
            assertThat(run("log", "info").lines())
                    .contains("state             open: a hub is running", "events            1");

            String said = run("log", "backup", "copy");

            assertThat(said).startsWith("Backup in " + folder.toRealPath().resolve("copy") + ": 1 event, ");
            lost = publish(uri, "lost");
            hub.signal("TERM");
            assertThat(hub.awaitExit()).as(hub.errors()).isZero();
        }
        assertThat(run("log", "check")).contains("is whole: 2 events");
        assertThat(run("log", "check", "--data", "copy")).contains("is whole: 1 event");

        try (ServeProcess hub = ServeProcess.start(folder, SHORT_DRAIN, "serve", "--port", "0", "--data", "copy")) {
            URI uri = hub.awaitReady();
            String next = publish(uri, "next");
            assertThat(next).doesNotStartWith(epoch(first));

            for (String id : List.of(first, lost)) {
                List<String> blocks = blocksUntil(uri, id, "data: next");

                assertThat(blocks.get(0)).contains("event: tidings.gap", "\"reason\":\"lost\"");
                assertThat(blocks).hasSize(2);
                assertThat(blocks.get(1)).contains("id: " + next);
            }
        }
    }

    private static String epoch(String id) {
        return id.substring(0, id.indexOf('-') + 1);
    }

    /** Runs a command in the folder, which has to work; what it printed. */
    private String run(String... arguments) throws IOException, InterruptedException {
        try (ServeProcess command = ServeProcess.start(folder, Map.of(), arguments)) {
            String output = command.output();
            assertThat(command.awaitExit()).as(command.errors()).isZero();
            return output;
        }
    }

    /** The id that the event got. */
    private String publish(URI uri, String data) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"topic\": \"t\", \"data\": \"" + data + "\"}"))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().replaceAll(".*\"id\":\\s*\"([^\"]+)\".*", "$1");
    }

    /** What a client that comes back with an id gets, without the first block, up to the one with this line. */
    private List<String> blocksUntil(URI uri, String id, String lastLine) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/events"))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", id)
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        List<String> blocks = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            StringBuilder block = new StringBuilder();
            String line = reader.readLine();
            while (!(line.isEmpty() && block.toString().contains(lastLine))) {
                if (line.isEmpty()) {
                    blocks.add(block.toString());
                    block.setLength(0);
                } else {
                    block.append(line).append('\n');
                }
                line = reader.readLine();
            }
            blocks.add(block.toString());
        }
        blocks.removeIf(each -> !each.contains("data: "));
        return blocks;
    }
}
