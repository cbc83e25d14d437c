package dev.tidings.examples.packagelog;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Publishes a log from its first line to its last, reading it as it is sent: the file may be larger than memory. */
public final class LogPublisher {
    /** 1 MiB in one request: an eighth of what a hub takes by default. */
    private static final int REQUEST_BYTES = 1 << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI events;

    /** @param hub {@code http://host:port} */
    public LogPublisher(URI hub) {
        this.events = hub.resolve("/events");
    }

    /**
     * What became of the log.
     *
     * @param published lines that are events now
     * @param unknown lines that were not understood
     * @param firstUnknown the first of those, with its number, or nothing
     */
    public record Result(long published, long unknown, String firstUnknown) {}

    /**
     * Returns when the hub has taken all of it.
     *
     * @throws IOException if the file cannot be read or the hub refuses a part; what came before it is published
     * @throws InterruptedException if this thread is interrupted while it waits for the hub
     */
    public Result publish(Path file) throws IOException, InterruptedException {
        long published = 0;
        long lines = 0;
        long unknown = 0;
        String firstUnknown = "";
        StringBuilder body = new StringBuilder();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines++;
                Optional<PackageChange> change = PackageChange.parse(line);
                if (change.isEmpty()) {
                    if (unknown++ == 0) firstUnknown = "line " + lines + ": " + line;
                    continue;
                }
                body.append(PackageEvents.json(change.get())).append('\n');
                published++;
                if (body.length() >= REQUEST_BYTES) send(body);
            }
        }
        if (!body.isEmpty()) send(body);
        return new Result(published, unknown, firstUnknown);
    }

    private void send(StringBuilder body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(answer.statusCode() + " " + answer.body());
        body.setLength(0);
    }
}
